import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import CAPACITY, SCORES, SHARES, History

MEMBERS, LAYERS = 2, 3


def number(name, step, *place):
    """A number that says where it belongs."""
    return len(name) * 1e6 + step * 100 + sum(10**i * p for i, p in enumerate(place))


def record(history, steps):
    columns = {
        name: np.array([[number(name, s, m) for m in range(MEMBERS)] for s in steps])
        for name in SCORES
    }
    columns["gradient_variance"] = np.array(
        [
            [[number("variance", s, m, n) for n in range(LAYERS)] for m in range(MEMBERS)]
            for s in steps
        ]
    )
    history.append(steps, columns)


def make_history(capacity):
    columns = dict.fromkeys(SCORES, (MEMBERS,))
    return History({**columns, "gradient_variance": (MEMBERS, LAYERS)}, capacity)


@given(
    capacity=st.integers(1, 40),
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=12),
)
def test_bounded_evenly_spaced_and_stable(capacity, lengths):
    """However many steps come, and in whatever portions."""
    history, end, views = make_history(capacity), 0, []
    for length in lengths:
        record(history, list(range(end, end + length)))
        end += length
        assert len(history) <= history.capacity <= capacity + 1
        assert history.steps().tolist() == list(range(0, end, history.stride))
        assert len(history) > history.capacity // 2 or history.stride == 1
        losses = history.column("train_loss")
        expected = [[number("train_loss", s, m) for m in range(MEMBERS)] for s in history.steps()]
        assert losses.tolist() == expected
        views.append((losses, losses.copy(), history.steps(), history.steps().copy()))
    for losses, losses_then, steps, steps_then in views:
        assert np.array_equal(losses, losses_then)
        assert np.array_equal(steps, steps_then)


@given(st.integers(1, 200))
def test_columns_do_not_depend_on_how_rows_are_appended(steps):
    at_once, one_by_one = make_history(16), make_history(16)
    record(at_once, list(range(steps)))
    for step in range(steps):
        if one_by_one.should_record(step):
            record(one_by_one, [step])
    assert at_once.frame().equals(one_by_one.frame())
    assert at_once.layers().equals(one_by_one.layers())


def test_frame():
    history = make_history(10)
    record(history, [0, 1, 2])
    frame = history.frame()
    assert list(frame.columns) == ["step", "member", *SCORES]
    assert len(frame) == 3 * MEMBERS
    assert not frame.duplicated(["step", "member"]).any()
    for row in frame.itertuples():
        assert row.validation_loss == number("validation_loss", row.step, row.member)


def test_layers():
    history = make_history(10)
    record(history, [0, 1, 2])
    frame = history.layers()
    assert list(frame.columns) == ["step", "member", "layer", "gradient_variance"]
    assert len(frame) == 3 * MEMBERS * LAYERS
    assert not frame.duplicated(["step", "member", "layer"]).any()
    for row in frame.itertuples():
        assert row.gradient_variance == number("variance", row.step, row.member, row.layer)


def test_an_empty_history_has_its_columns():
    history = make_history(10)
    assert len(history) == 0
    assert list(history.frame().columns) == ["step", "member", *SCORES]
    assert history.frame().empty
    assert history.layers().empty


def test_many_members_and_layers_leave_room_for_fewer_rows():
    assert History({"gradient_variance": (1, 3)}).capacity == CAPACITY
    assert History({"gradient_variance": (10_000, 65)}).capacity == 32


def test_quantiles_are_those_of_numpy():
    chance = np.random.default_rng(1)
    history = History({"train_loss": (7,), "gradient_variance": (7, 3)}, 8)
    for start in (0, 3, 6, 12, 20):  # asked for between portions, and after rows were dropped
        steps = list(range(start, start + 9))
        columns = {
            "train_loss": chance.random((9, 7)),
            "gradient_variance": chance.random((9, 7, 3)),
        }
        history.append(steps, columns)
        for name in columns:
            expected = np.quantile(history.column(name), SHARES, axis=1).swapaxes(0, 1)
            np.testing.assert_allclose(history.quantiles(name), expected, rtol=1e-12)


def test_a_member_that_diverged_counts_as_the_worst():
    history = History({"train_loss": (3,)}, 4)
    history.append([0], {"train_loss": np.array([[np.nan, 0.5, 1.0]])})
    low, median, high = history.quantiles("train_loss")[0]
    assert (low, median) == (pytest.approx(0.6), 1.0)
    assert np.isnan(high)


def test_a_column_that_comes_later_or_is_missing_reads_nan():
    history = History({"train_loss": (1,)}, 4)
    history.append([0], {"train_loss": np.array([[3.0]])})
    history.append([1], {"train_loss": np.array([[2.0]]), "sharpness": np.array([[5.0]])})
    history.append([2], {"train_loss": np.array([[1.0]])})
    assert history.column("train_loss").tolist() == [[3.0], [2.0], [1.0]]
    np.testing.assert_array_equal(history.column("sharpness"), [[np.nan], [5.0], [np.nan]])
