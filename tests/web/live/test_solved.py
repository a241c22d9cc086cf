"""Who has solved the problem: one number in all places of a picture."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.diagnosis import diagnose
from core.success import NOT_YET
from tests.pages.page import ask, header_of, open_page, run_of
from tests.web.charts.test_packing import read
from web.live.live import _numbers
from web.live.panels import PanelContext
from web.live.panels.steps_to_solve import draw_steps_to_solve
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
    assert sentence.startswith(f"{right.sum()} of 16 seeds")


def test_all_places_agree_on_every_picture_while_it_plays():
    """Also where the present step is none of the recorded ones."""
    app = open_page(
        learning_rate="0.3", width="8", panels="wall,steps_to_solve", speed="5", step="700"
    )
    for number in range(1, 100):
        header = header_of(ask(app, "catch_up", number))
        if header["catching_up_to"] is None:
            break
    again, counts = Trainer(run_of(app).trainer.start), set()
    for tick in range(6):
        ask(app, "play", number + 1 + tick, speed="5")
        header, frames = read(app.session_state["live_state"].block)
        told = zip(header["numbers"], header["findings"], frames, strict=True)
        for numbers, findings, figures in told:
            again.train(int(numbers["step"]) - again.step)
            right = again.metrics()["validation_accuracy"].to_numpy() > 0.95 - 1e-6
            count = int(right.sum())
            assert numbers["solved"] == count
            sentences = [f["sentence"] for f in findings if f["name"] == "solved"]
            assert [int(sentence.split(" of 16")[0]) for sentence in sentences] == [count] * (
                count > 0
            )
            plane, _, _, dots, *_ = figures["wall"]["data"]
            assert marked_members(plane["meta"], dots) == set(np.flatnonzero(right))
            done = figures["steps_to_solve"]["data"][1]["customdata"][-1][0]
            assert done >= count
            counts.add(count)
    assert len(counts) > 1


def marked_members(meta, dots):
    """The members whose tiles have a dot."""
    places = zip(dots["x"].astype(int), meta["rows"] - 1 - dots["y"].astype(int), strict=True)
    return {int(meta["members"][row * meta["columns"] + column]) for column, row in places}


def test_a_member_that_has_solved_it_now_counts_as_solved_once():
    trainer = Trainer(CONFIG, history_capacity=64)
    while trainer.step < 700:
        context = PanelContext(trainer.train(7))
        assert (context.first_solved[context.solved] != NOT_YET).all()
        done = draw_steps_to_solve(context)["data"][1]["customdata"][-1][0]
        assert done >= context.solved.sum()


def test_where_few_points_validate_there_is_no_number():
    trainer = Trainer(CONFIG.replace(n_points=10)).train(50)
    assert _numbers(PanelContext(trainer))["solved"] is None
    assert not PanelContext(trainer).solved.any()
