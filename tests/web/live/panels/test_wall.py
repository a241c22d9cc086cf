import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from web.live.panels import PanelContext
from web.live.panels.wall import MOST_TILES, TILE, draw_wall

CONFIG = RunConfig(n_points=60, learning_rate=0.3, ensemble_size=7, width=6)


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(300)


def parts(figure):
    plane, gaps, labels, solved, shown = figure["data"]
    return plane, gaps, labels, solved, shown


def tiles(trace):
    """Column and row of the tile that each mark stands in."""
    return [(int(x), int(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]


def test_tiles_are_what_the_members_say_best_first(trainer):
    plane, *_ = parts(draw_wall(PanelContext(trainer)))
    half = trainer.dataset.half_width()
    along = torch.linspace(-half, half, TILE)
    places = torch.cartesian_prod(along, along).flip(1)  # row after row from the bottom
    losses = trainer.scores().validation_loss.numpy().round(2)
    members = plane["meta"]["members"]
    assert sorted(members) == list(range(7))
    assert (np.diff(losses[members]) >= 0).all()
    columns, rows = plane["meta"]["columns"], plane["meta"]["rows"]
    assert plane["z"].shape == (rows * TILE, columns * TILE)
    for place, member in enumerate(members):
        row, column = rows - 1 - place // columns, place % columns
        tile = plane["z"][row * TILE :, column * TILE :][:TILE, :TILE]
        with torch.no_grad():
            expected = trainer.member(int(member))(places).sigmoid().reshape(TILE, TILE)
        np.testing.assert_allclose(tile / 65535, expected, atol=1e-4)


def test_every_tile_has_its_seed_and_the_solved_ones_a_mark(trainer):
    plane, _, labels, solved, _ = parts(draw_wall(PanelContext(trainer)))
    members = plane["meta"]["members"]
    assert labels["text"].tolist() == [CONFIG.seed + m for m in members]
    accuracies = trainer.scores().validation_accuracy.numpy()
    expected = {CONFIG.seed + m for m in range(7) if accuracies[m] > 0.9499}
    assert expected
    seeds = dict(zip(tiles(labels), labels["text"], strict=True))
    assert {seeds[tile] for tile in tiles(solved)} == expected


@pytest.mark.parametrize("member", [0, 3])
def test_the_shown_member_is_framed(trainer, member):
    plane, _, labels, _, shown = parts(draw_wall(PanelContext(trainer, picked=member)))
    place = plane["meta"]["members"].tolist().index(member)
    assert np.floor(shown["x"].min()) == np.floor(labels["x"][place])
    assert np.floor(shown["y"].min()) == np.floor(labels["y"][place])
    assert np.ptp(shown["x"]) < 1


def test_of_many_members_the_first_are_shown():
    figure = draw_wall(PanelContext(Trainer(CONFIG.replace(ensemble_size=50)), picked=45))
    plane, *_ = parts(figure)
    assert sorted(plane["meta"]["members"]) == list(range(MOST_TILES))
    assert figure["layout"]["note"] == "the first 36 of 50, by validation loss"


def test_the_caption_says_what_tiles_are_sorted_by(trainer):
    assert draw_wall(PanelContext(trainer))["layout"]["note"] == "by validation loss"


def test_members_that_diverged_come_last():
    trainer = Trainer(CONFIG)
    trainer.ensemble.layers[0][0][2].detach().fill_(float("nan"))
    plane, *_ = parts(draw_wall(PanelContext(trainer)))
    assert plane["meta"]["members"][-1] == 2
