import pytest
import torch

from core import RunConfig, Trainer
from core.architecture import Architecture
from core.quantities import QUANTITIES
from core.quantities.gradient_variance import gradient_variance
from tests.core.quantities.records import recorded


def test_by_hand():
    """Of 1, 2, 3, 6 the mean is 3 and the mean squared deviation 3.5; layers stay apart."""
    gradients = torch.tensor([[1.0, 2.0, 3.0, 6.0, 99.0, 99.0, 4.0, 8.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), gradients=gradients)
    torch.testing.assert_close(gradient_variance(record), torch.tensor([[[3.5, 4.0]]]))


def test_shape():
    architecture = Architecture(3, 2, 2, 4)
    gradients = torch.rand(5, architecture.n_parameters)
    variances = gradient_variance(recorded(architecture, gradients=gradients))
    assert variances.shape == (5, 3, 3)
    for layer, (gradient, _) in enumerate(architecture.layers(gradients)):
        expected = gradient.flatten(2).var(dim=2, unbiased=False)
        torch.testing.assert_close(variances[..., layer], expected)


def test_the_start_holds_the_gradient_that_the_first_step_will_use():
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


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_has_a_column(name):
    assert name in Trainer(RunConfig(), quantities=[name]).history.layers()
