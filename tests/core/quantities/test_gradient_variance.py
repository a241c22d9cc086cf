import pytest
import torch

from core import RunConfig, Trainer
from core.quantities import QUANTITIES, Recorded, gradient_variance


def test_by_hand():
    """Of 1, 2, 3, 6 the mean is 3 and the mean squared deviation 3.5; layers stay apart."""
    first = torch.tensor([[1.0, 2.0], [3.0, 6.0]]).reshape(1, 1, 2, 2)
    second = torch.tensor([[4.0, 8.0]]).reshape(1, 1, 1, 2)
    recorded = Recorded([], [first, second])
    torch.testing.assert_close(gradient_variance(recorded), torch.tensor([[[3.5, 4.0]]]))


def test_shape():
    gradients = [torch.rand(5, 3, out, fan_in) for out, fan_in in ((4, 2), (4, 4), (1, 4))]
    variances = gradient_variance(Recorded([], gradients))
    assert variances.shape == (5, 3, 3)
    for layer, gradient in enumerate(gradients):
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
