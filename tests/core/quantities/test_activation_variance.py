import pytest
import torch

from core.architecture import Architecture
from core.quantities.activation_variance import activation_variance
from tests.core.quantities.plain import ShortRun, activations
from tests.core.quantities.records import recorded


def test_by_hand():
    """Of 1, 0, 0, 3 the mean is 1 and the mean squared deviation 6/4; of the logits 1, 3 it is 1.

    ReLU of x and −x at x = 1, −3; the logit is their sum.
    """
    parameters = torch.tensor([[1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.0]])
    record = recorded(
        Architecture(1, 1, 1, 2),
        activation="relu",
        inputs=torch.tensor([[1.0, -3.0, 77.0]]),
        n_train=2,
        parameters=parameters,
    )
    torch.testing.assert_close(activation_variance(record), torch.tensor([[[1.5, 1.0]]]))


@pytest.mark.parametrize("choices", [{}, {"hidden_layers": 0}, {"activation": "relu"}])
def test_along_a_run(choices):
    run = ShortRun("activation_variance", **choices)
    run.assert_column(
        lambda step, member: [
            h.var(unbiased=False) for h in activations(run.networks[step][member], run.x_train)
        ]
    )
