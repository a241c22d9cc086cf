"""What is said of runs without findings."""

from core import RunConfig, Trainer
from core.diagnosis import diagnose, nothing_found


def test_of_a_healthy_run_nothing_is_wrong():
    trainer = Trainer(RunConfig(ensemble_size=4))
    assert nothing_found(trainer.train(10)) == "Nothing wrong with the start."
    assert nothing_found(trainer.train(200)) == "Nothing wrong so far."


def test_few_validation_points_are_named():
    assert nothing_found(Trainer(RunConfig(n_points=2)).train(200)).startswith("1 validation point")
    said = nothing_found(Trainer(RunConfig(n_points=10)).train(200))
    assert said.startswith("5 validation points can't tell whether it has learned")


def test_who_stands_still_without_a_known_cause_is_spoken_of():
    """Points that overlap: a plateau, but nobody could do better."""
    config = RunConfig(dataset="gaussians", noise=0.6, n_points=400, learning_rate=0.1)
    trainer = Trainer(config.replace(ensemble_size=4), history_capacity=300).train(3000)
    assert diagnose(trainer) == []
    said = nothing_found(trainer)
    assert said.startswith("4 of 4 seeds stand still at a loss of 0.")
    assert said.endswith("no cause was found.")
