import pytest
import torch

from core.architecture import Architecture
from core.quantities.weights import distance_from_start, update_to_weight_ratio, weight_norm
from tests.core.quantities.plain import STEPS, ShortRun, weights
from tests.core.quantities.records import recorded
from tests.core.textbook import TextbookRun


def test_weight_norm_by_hand():
    """√(1 + 4 + 4 + 16) = 5 and √(25 + 144) = 13; biases (99) do not count."""
    parameters = torch.tensor([[1.0, -2.0, 2.0, 4.0, 99.0, 99.0, 5.0, -12.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters)
    torch.testing.assert_close(weight_norm(record), torch.tensor([[[5.0, 13.0]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_weight_norm_along_a_run(hidden_layers):
    run = ShortRun("weight_norm", hidden_layers=hidden_layers)
    run.assert_column(lambda step, member: [w.norm() for w in weights(run.networks[step][member])])


def test_distance_from_start_by_hand():
    """From (3, 4) to (3, 9) it is 5 / 5 = 1, from (0, 2) to (0, 3) it is ½; biases do not count."""
    start = torch.tensor([[3.0, 4.0, 0.0, 0.0, 7.0, 7.0, 0.0, 2.0, 7.0]])
    parameters = torch.tensor([[3.0, 9.0, 0.0, 0.0, 99.0, 99.0, 0.0, 3.0, 99.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters, start=start)
    torch.testing.assert_close(distance_from_start(record), torch.tensor([[[1.0, 0.5]]]))


def test_distance_from_a_start_at_zero():
    """0 / 0 where it stays there, and infinitely far where it leaves."""
    parameters = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    record = recorded(Architecture(1, 1, 1, 1), parameters=parameters)
    distances = distance_from_start(record)
    assert distances[0, 0, 0] == float("inf")
    assert distances[0, 0, 1].isnan()


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_distance_from_start_along_a_run(hidden_layers):
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


def test_update_to_weight_ratio_by_hand():
    """A step of (0, 1) to weights (3, 4) is a fifth of them; biases (99) do not count."""
    parameters = torch.tensor([[3.0, 4.0, 0.0, 0.0, 99.0, 99.0, 0.0, 2.0, 99.0]])
    updates = torch.tensor([[0.0, 1.0, 0.0, 0.0, 7.0, 7.0, 0.0, 1.0, 7.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters, updates=updates)
    torch.testing.assert_close(update_to_weight_ratio(record), torch.tensor([[[0.2, 0.5]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_update_to_weight_ratio_of_sgd_follows_from_the_gradient(hidden_layers):
    run = ShortRun("update_to_weight_ratio", hidden_layers=hidden_layers)
    config, dataset = run.trainer.config, run.trainer.dataset
    textbooks = [TextbookRun(network, config, dataset).train(STEPS) for network in run.networks[0]]

    def expected(step, member):
        now = weights(run.networks[step][member])
        if step == 0:
            return [0.0] * len(now)
        gradients = textbooks[member].gradients[step - 1]
        rate = config.learning_rate
        return [rate * g.norm() / w.norm() for g, w in zip(gradients, now, strict=True)]

    run.assert_column(expected)


@pytest.mark.parametrize("optimizer", ["adam", "rprop", "nesterov"])
def test_update_to_weight_ratio_is_what_any_optimizer_moved(optimizer):
    run = ShortRun("update_to_weight_ratio", optimizer=optimizer, learning_rate=0.05)
    run.assert_column(
        lambda step, member: [
            (now - before).norm() / now.norm()
            for now, before in zip(
                weights(run.networks[step][member]),
                weights(run.networks[max(step - 1, 0)][member]),
                strict=True,
            )
        ]
    )
