import pytest
import torch

from core.architecture import Architecture
from core.quantities.distance_from_start import distance_from_start
from tests.core.quantities.plain import ShortRun, weights
from tests.core.quantities.records import recorded


def test_by_hand():
    """From (3, 4) to (3, 9) it is 5 / 5 = 1, from (0, 2) to (0, 3) it is ½; biases do not count."""
    start = torch.tensor([[3.0, 4.0, 0.0, 0.0, 7.0, 7.0, 0.0, 2.0, 7.0]])
    parameters = torch.tensor([[3.0, 9.0, 0.0, 0.0, 99.0, 99.0, 0.0, 3.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters, start=start)
    torch.testing.assert_close(distance_from_start(record), torch.tensor([[[1.0, 0.5]]]))


def test_a_start_at_zero():
    """0 / 0 where it stays there, and infinitely far where it leaves."""
    parameters = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    record = recorded(Architecture(1, 1, 1, 1), parameters=parameters)
    distances = distance_from_start(record)
    assert distances[0, 0, 0] == float("inf")
    assert distances[0, 0, 1].isnan()


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_along_a_run(hidden_layers):
    run = ShortRun("distance_from_start", hidden_layers=hidden_layers)
    assert (run.column[0] == 0).all()
    assert (run.column[1:] > 0).all()
    run.assert_column(
        lambda step, member: [
            (now - start).norm() / start.norm()
            for now, start in zip(
                weights(run.networks[step][member]), weights(run.networks[0][member]), strict=True
            )
        ]
    )
