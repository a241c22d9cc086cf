import pytest
import torch

from core.architecture import Architecture
from core.quantities.gradient_norm import gradient_norm
from tests.core.quantities.plain import STEPS, ShortRun
from tests.core.quantities.records import recorded
from tests.core.textbook import TextbookRun


def test_by_hand():
    """√(1 + 4 + 4 + 16) = 5 and √(9 + 16) = 5; biases (99) do not count."""
    gradients = torch.tensor([[1.0, 2.0, 2.0, 4.0, 99.0, 99.0, 3.0, 4.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), gradients=gradients)
    torch.testing.assert_close(gradient_norm(record), torch.tensor([[[5.0, 5.0]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_along_a_run(hidden_layers):
    """A step's gradient is the one that led to it, and at step 0 the one that will be used."""
    run = ShortRun("gradient_norm", hidden_layers=hidden_layers, l2=0.01)
    config, dataset = run.trainer.config, run.trainer.dataset
    textbooks = [TextbookRun(network, config, dataset).train(STEPS) for network in run.networks[0]]
    run.assert_column(
        lambda step, member: [g.norm() for g in textbooks[member].gradients[max(step - 1, 0)]]
    )
