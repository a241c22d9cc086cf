import numpy as np
import pytest

from core import RunConfig, Trainer
from core.optimizers import OPTIMIZERS
from core.theory import edge_of_stability
from web.live.panels import PanelContext
from web.live.panels.sharpness import draw_sharpness

CONFIG = RunConfig(n_points=40, batch_size=None, ensemble_size=3, learning_rate=0.5)


def test_the_readings_and_nothing_between_them():
    trainer = Trainer(CONFIG, probes=["sharpness"]).train(40)
    edge, _, median, *_ = draw_sharpness(PanelContext(trainer))["data"]
    assert median["x"].tolist() == [0, 16, 32]
    readings = trainer.history.frame().dropna().groupby("step")["sharpness"].median()
    np.testing.assert_allclose(median["y"], readings)
    np.testing.assert_array_equal(edge["y"], 2 / 0.5)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_that_have_an_edge_show_it(optimizer):
    trainer = Trainer(CONFIG.replace(optimizer=optimizer))
    guides = [t for t in draw_sharpness(PanelContext(trainer))["data"] if "η" in t.get("name", "")]
    edge = edge_of_stability(trainer.config)
    assert [g["y"][0] for g in guides] == ([] if edge is None else [edge])
