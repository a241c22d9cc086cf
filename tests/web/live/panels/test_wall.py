import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from web.charts.packing import pack
from web.charts.tiles import MOST_NAMED, arrange
from web.live.panels import PanelContext
from web.live.panels.context import order_members
from web.live.panels.wall import NUMBERS, draw_wall, tile_side

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
    half, side = trainer.dataset.half_width(), tile_side(7)
    along = torch.linspace(-half, half, side)
    places = torch.cartesian_prod(along, along).flip(1)  # row after row from the bottom
    losses = trainer.scores().validation_loss.numpy()
    members = plane["meta"]["members"]
    assert sorted(members) == list(range(7))
    assert (np.diff(losses[members]) >= 0).all()
    columns, rows = plane["meta"]["columns"], plane["meta"]["rows"]
    assert plane["z"].shape == (rows * side, columns * side)
    for place, member in enumerate(members):
        row, column = rows - 1 - place // columns, place % columns
        tile = plane["z"][row * side :, column * side :][:side, :side]
        with torch.no_grad():
            expected = trainer.member(int(member))(places).sigmoid().reshape(side, side)
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


@pytest.mark.parametrize("members", [2, 64, 128, 256])
def test_every_member_has_a_tile_and_a_picture_stays_small(members):
    config = CONFIG.replace(ensemble_size=members, hidden_layers=1, width=2)
    figure = draw_wall(PanelContext(Trainer(config), picked=members - 1))
    plane, _, labels, *_ = figure["data"]
    assert sorted(plane["meta"]["members"]) == list(range(members))
    columns, rows = plane["meta"]["columns"], plane["meta"]["rows"]
    assert plane["z"].size <= 1.25 * NUMBERS  # with the places that have no tile
    assert (rows - 1) * columns < members <= rows * columns
    assert len(pack([{"wall": figure}], {})) < 64_000
    named = [text for text in labels["text"] if text != ""]
    assert len(named) == (members if members <= MOST_NAMED else 0)


def test_where_tiles_have_no_names_each_tells_its_seed_to_the_pointer():
    config = CONFIG.replace(ensemble_size=MOST_NAMED + 1, hidden_layers=1, width=2)
    trainer = Trainer(config).train(2)
    figure = draw_wall(PanelContext(trainer))
    plane, told = figure["data"][0], figure["data"][-1]
    members, columns, rows = (told["meta"][name] for name in ("members", "columns", "rows"))
    assert plane["hoverinfo"] == "skip"
    assert told["z"].shape == (rows, columns)
    for place, member in enumerate(members):
        row, column = rows - 1 - place // columns, place % columns
        assert told["z"][row, column] == CONFIG.seed + member


@pytest.mark.parametrize("aspect", [1.6, 2.0, 4.0])
@pytest.mark.parametrize("n", [1, 2, 16, 36, 64, 256])
def test_tiles_are_as_large_as_can_be(n, aspect):
    columns, rows = arrange(n, aspect)
    size = min(aspect / columns, 1 / rows)
    assert columns * rows >= n
    # A larger tile would leave too few places for all.
    assert int(aspect / (size * 1.001)) * int(1 / (size * 1.001)) < n


def test_tiles_keep_the_places_that_the_context_gives_them(trainer):
    then = order_members(Trainer(CONFIG).train(5))
    plane, *_ = parts(draw_wall(PanelContext(trainer, order=then)))
    assert plane["meta"]["members"].tolist() == then.members.tolist()
    assert then.members.tolist() != order_members(trainer).members.tolist()


def test_the_caption_says_what_tiles_are_sorted_by(trainer):
    note = draw_wall(PanelContext(trainer))["layout"]["note"]
    assert note == "by loss at step 300"


def test_at_the_start_tiles_stand_in_the_order_of_their_seeds():
    figure = draw_wall(PanelContext(Trainer(CONFIG)))
    assert figure["data"][0]["meta"]["members"].tolist() == list(range(7))
    assert not figure["layout"]["note"]


def test_members_that_diverged_come_last():
    trainer = Trainer(CONFIG).train(1)
    trainer.ensemble.layers[0][0][2].detach().fill_(float("nan"))
    plane, *_ = parts(draw_wall(PanelContext(trainer)))
    assert plane["meta"]["members"][-1] == 2


def test_one_member_has_no_wall():
    figure = draw_wall(PanelContext(Trainer(CONFIG.replace(ensemble_size=1))))
    assert figure["data"] == []
    assert "several" in figure["layout"]["annotations"][0]["text"]
