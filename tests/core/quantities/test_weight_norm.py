import pytest
import torch

from core.architecture import Architecture
from core.quantities.weight_norm import weight_norm
from tests.core.quantities.plain import ShortRun, weights
from tests.core.quantities.records import recorded


def test_by_hand():
    """√(1 + 4 + 4 + 16) = 5 and √(25 + 144) = 13; biases (99) do not count."""
    parameters = torch.tensor([[1.0, -2.0, 2.0, 4.0, 99.0, 99.0, 5.0, -12.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters)
    torch.testing.assert_close(weight_norm(record), torch.tensor([[[5.0, 13.0]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_along_a_run(hidden_layers):
    run = ShortRun("weight_norm", hidden_layers=hidden_layers)
    run.assert_column(lambda step, member: [w.norm() for w in weights(run.networks[step][member])])
