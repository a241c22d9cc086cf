"""Who has solved the problem: one number in all places of a picture."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.diagnosis import diagnose
from core.success import NOT_YET
from web.live.live import _numbers
from web.live.panels import PanelContext
from web.live.panels.wall import draw_wall

CONFIG = RunConfig(learning_rate=0.3, width=8, ensemble_size=16)


@pytest.fixture(scope="module")
def trainer():
    """A run in which some members have lost the solution again."""
    trainer = Trainer(CONFIG).train(700)
    assert 0 < trainer.solved_now().sum() < (trainer.solved != NOT_YET).sum()
    return trainer


def test_numbers_wall_and_sentence_agree(trainer):
    context = PanelContext(trainer)
    right = (trainer.metrics()["validation_accuracy"] > 0.95 - 1e-6).to_numpy()
    assert (context.solved == right).all()
    assert (trainer.solved_now() == right).all()
    assert _numbers(context)["solved"] == right.sum()
    dots = draw_wall(context)["data"][3]
    assert np.isfinite(np.array(dots["x"], dtype=float)).sum() == right.sum()
    sentence = next(f.sentence for f in diagnose(trainer) if f.name == "solved")
    assert sentence.startswith(f"{right.sum()} of 16 members")


def test_where_few_points_validate_there_is_no_number():
    trainer = Trainer(CONFIG.replace(n_points=10)).train(50)
    assert _numbers(PanelContext(trainer))["solved"] is None
    assert not PanelContext(trainer).solved.any()
