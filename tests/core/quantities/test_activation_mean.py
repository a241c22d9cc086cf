import pytest
import torch

from core.architecture import Architecture
from core.quantities.activation_mean import activation_mean
from tests.core.quantities.plain import ShortRun, activations
from tests.core.quantities.records import recorded


def test_by_hand():
    """ReLU of x and −x + 1 at x = 1, −3: (1, 0) and (0, 4), mean 5/4; the logit sums them: 1, 4."""
    parameters = torch.tensor([[1.0, -1.0, 0.0, 1.0, 1.0, 1.0, 0.0]])
    record = recorded(
        Architecture(1, 1, 1, 2),
        activation="relu",
        inputs=torch.tensor([[1.0, -3.0, 77.0]]),
        n_train=2,
        parameters=parameters,
    )
    torch.testing.assert_close(activation_mean(record), torch.tensor([[[1.25, 2.5]]]))


@pytest.mark.parametrize("choices", [{}, {"hidden_layers": 0}, {"activation": "softplus"}])
def test_along_a_run(choices):
    run = ShortRun("activation_mean", **choices)
    run.assert_column(
        lambda step, member: [
            h.mean() for h in activations(run.networks[step][member], run.x_train)
        ]
    )
