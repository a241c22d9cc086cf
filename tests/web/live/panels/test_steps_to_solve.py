import numpy as np
from scipy.stats import binomtest, ecdf

from core import RunConfig, Trainer
from core.success import NOT_YET
from web.live.panels import PanelContext
from web.live.panels.steps_to_solve import draw_steps_to_solve

CONFIG = RunConfig(n_points=60, learning_rate=0.3, ensemble_size=12)


def test_before_anything_is_solved_the_curve_lies_at_zero():
    band, curve = draw_steps_to_solve(PanelContext(Trainer(CONFIG)))["data"]
    assert curve["y"].max() == 0
    assert band["y"].max() > 0  # zero of twelve is not never


def test_the_curve_is_the_empirical_distribution_with_its_interval():
    trainer = Trainer(CONFIG).train(600)
    done = trainer.solved[trainer.solved != NOT_YET]
    assert 0 < len(done) < 12
    band, curve = draw_steps_to_solve(PanelContext(trainer))["data"]
    expected = ecdf(done).cdf
    np.testing.assert_allclose(curve["y"], expected.evaluate(curve["x"]) * len(done) / 12)
    assert set(done) <= set(curve["x"])
    assert curve["x"][-1] == 600
    for k, low, high in curve["customdata"]:
        interval = binomtest(int(k), 12).proportion_ci(0.95, method="wilson")
        np.testing.assert_allclose([low, high], interval, atol=1e-4)
    half = len(band["x"]) // 2
    np.testing.assert_array_equal(band["x"][:half], band["x"][half:][::-1])
    assert (band["y"][:half] >= band["y"][half:][::-1]).all()
    assert band["y"].min() >= 0
    assert band["y"].max() <= 1
