import pytest
import torch

from core.architecture import Architecture
from core.quantities.update_to_weight_ratio import update_to_weight_ratio
from tests.core.quantities.plain import STEPS, ShortRun, weights
from tests.core.quantities.records import recorded
from tests.core.textbook import TextbookRun


def test_by_hand():
    """A step of (0, 1) to weights (3, 4) is a fifth of them; biases (99) do not count."""
    parameters = torch.tensor([[3.0, 4.0, 0.0, 0.0, 99.0, 99.0, 0.0, 2.0, 99.0]])
    updates = torch.tensor([[0.0, 1.0, 0.0, 0.0, 7.0, 7.0, 0.0, 1.0, 7.0]])
    record = recorded(Architecture(1, 2, 1, 2), parameters=parameters, updates=updates)
    torch.testing.assert_close(update_to_weight_ratio(record), torch.tensor([[[0.2, 0.5]]]))


@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_of_sgd_it_is_the_gradient_times_the_learning_rate(hidden_layers):
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
def test_of_any_optimizer_it_is_what_the_weights_moved(optimizer):
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
