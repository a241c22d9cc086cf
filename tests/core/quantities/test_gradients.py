import pytest
import torch

from core import RunConfig, Trainer
from core.architecture import Architecture
from core.quantities.gradients import gradient_norm, gradient_variance
from tests.core.quantities.plain import STEPS, ShortRun
from tests.core.quantities.records import recorded
from tests.core.textbook import TextbookRun


def test_gradient_variance_by_hand():
    """Of 1, 2, 3, 6 the mean is 3 and the mean squared deviation 3.5; layers stay apart."""
    gradients = torch.tensor([[1.0, 2.0, 3.0, 6.0, 99.0, 99.0, 4.0, 8.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), gradients=gradients)
    torch.testing.assert_close(gradient_variance(record), torch.tensor([[[3.5, 4.0]]]))


def test_gradient_variance_of_several_records_and_members():
    architecture = Architecture(3, 2, 2, 4)
    gradients = torch.rand(5, architecture.n_parameters)
    variances = gradient_variance(recorded(architecture, gradients=gradients))
    assert variances.shape == (5, 3, 3)
    for layer, (gradient, _) in enumerate(architecture.layers(gradients)):
        expected = gradient.flatten(2).var(dim=2, unbiased=False)
        torch.testing.assert_close(variances[..., layer], expected)


def test_step_0_has_the_gradient_that_the_first_step_will_use():
    trainer = Trainer(RunConfig(batch_size=None, dtype="float64", ensemble_size=2))
    for member in range(2):
        network = trainer.member(member)
        logits = network(trainer.dataset.x_train).squeeze(-1)
        torch.nn.functional.binary_cross_entropy_with_logits(
            logits, trainer.dataset.y_train
        ).backward()
        rows = trainer.history.layers().query("member == @member")
        assert rows["step"].tolist() == [0, 0, 0]
        assert rows["gradient_variance"].tolist() == pytest.approx(
            [layer.weight.grad.var(unbiased=False).item() for layer in network[::2]], rel=1e-9
        )


def test_gradient_norm_by_hand():
    """√(1 + 4 + 4 + 16) = 5 and √(9 + 16) = 5; biases (99) do not count."""
    gradients = torch.tensor([[1.0, 2.0, 2.0, 4.0, 99.0, 99.0, 3.0, 4.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), gradients=gradients)
    torch.testing.assert_close(gradient_norm(record), torch.tensor([[[5.0, 5.0]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_gradient_norm_along_a_run(hidden_layers):
    """The gradient of a step is the one that led to it; at step 0 the one of the first step."""
    run = ShortRun("gradient_norm", hidden_layers=hidden_layers, l2=0.01)
    config, dataset = run.trainer.config, run.trainer.dataset
    textbooks = [TextbookRun(network, config, dataset).train(STEPS) for network in run.networks[0]]
    run.assert_column(
        lambda step, member: [g.norm() for g in textbooks[member].gradients[max(step - 1, 0)]]
    )
