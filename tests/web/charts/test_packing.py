"""Blocks of bytes, read back by a reader that knows the format's description alone."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core import RunConfig, Trainer
from web.charts.packing import pack
from web.live.panels import PANELS, PanelContext

TYPES = {"f4": "<f4", "i4": "<i4", "u2": "<u2"}


def split(block):
    """The header of a block, and the bytes of its arrays."""
    (n,) = struct.unpack_from("<I", block)
    assert (4 + n) % 8 == 0
    return json.loads(block[4 : 4 + n]), block[4 + n :]


def read(block):
    """Header and frames of a block."""
    header, body = split(block)
    frames = []
    for row in header["arrays"]:
        found = []
        for (offset, length), (kind, *trailing) in zip(row, header["kinds"], strict=True):
            assert offset % 8 == 0
            shape = (length, *trailing)
            flat = np.frombuffer(body, TYPES[kind], int(np.prod(shape)), offset)
            found.append(flat.reshape(shape))
        frames.append(put_back(header["figures"], found))
    return header, frames


def put_back(node, found):
    if isinstance(node, dict) and set(node) == {"array"}:
        return found[node["array"]]
    if isinstance(node, dict):
        return {key: put_back(value, found) for key, value in node.items()}
    return [put_back(value, found) for value in node] if isinstance(node, list) else node


def frame(*values, **more):
    return {
        "panel": {"data": [{"name": f"trace {i}", "y": y} for i, y in enumerate(values)]} | more
    }


def ys(frame):
    return [trace["y"] for trace in frame["panel"]["data"]]


def assert_same_numbers(arrived, frames):
    """Arrays as they were, in the type that they arrive in."""
    assert len(arrived) == len(frames)
    for original, again in zip(frames, arrived, strict=True):
        for before, after in zip(ys(original), ys(again), strict=True):
            assert after.shape == before.shape
            np.testing.assert_array_equal(after, before.astype(after.dtype))


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (np.float64, "f4"),
        (np.float32, "f4"),
        (np.float16, "f4"),
        (np.int64, "i4"),
        (np.int32, "i4"),
        (bool, "i4"),
        (np.uint16, "u2"),
    ],
)
def test_every_type_arrives_as_one_that_a_browser_reads(sent, kind):
    frames = [frame(np.array([0, 1, 1, 0, 1]).astype(sent))]
    header, arrived = read(pack(frames, {}))
    assert header["kinds"] == [[kind]]
    assert_same_numbers(arrived, frames)


def test_fractions_of_65535_arrive_whole():
    frames = [frame(np.array([[0, 1, 32767], [32768, 65534, 65535]], dtype=np.uint16))]
    _, arrived = read(pack(frames, {}))
    assert_same_numbers(arrived, frames)


def test_what_is_not_finite_arrives_so():
    _, (again,) = read(pack([frame(np.array([np.nan, np.inf, -np.inf, 1.5]))], {}))
    np.testing.assert_array_equal(ys(again), [[np.nan, np.inf, -np.inf, 1.5]])


def test_nan_in_the_same_place_is_sent_once():
    history = np.array([1.0, np.nan, 3.0, np.nan])
    frames = [frame(history[:2]), frame(history)]
    header, arrived = read(pack(frames, {}))
    assert header["arrays"] == [[[0, 2]], [[0, 4]]]
    assert_same_numbers(arrived, frames)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty_arrays_keep_their_shape(shape):
    frames = [frame(np.zeros(shape), np.arange(n)) for n in (3, 4)]
    _, arrived = read(pack(frames, {}))
    assert [ys(again)[0].shape for again in arrived] == [shape, shape]
    assert_same_numbers(arrived, frames)


def test_the_header_is_kept_and_the_structure_sent_once():
    header = {"title": "η = 0.3 · σ", "block_id": 7, "alert": None, "numbers": [{"step": 1.5}]}
    figure = frame(np.arange(2.0), layout={"range": (0, 1), "dark": True, "none": None})
    read_header, frames = read(pack([figure] * 3, header))
    assert header.items() <= read_header.items()
    assert set(read_header) - set(header) == {"figures", "kinds", "arrays"}
    layout = {"range": [0, 1], "dark": True, "none": None}
    assert [again["panel"]["layout"] for again in frames] == [layout] * 3


def test_without_frames_the_header_goes_alone():
    header, body = split(pack([], {"alert": "stopped"}))
    assert header == {"alert": "stopped", "figures": {}, "kinds": [], "arrays": []}
    assert body == b""


def test_a_history_that_only_grew_is_sent_once():
    steps, losses = np.arange(1000), np.linspace(1, 0, 1000)
    tick = [frame(steps[:n], losses[:n]) for n in range(992, 1001)]
    _, arrived = read(pack(tick, {}))
    assert_same_numbers(arrived, tick)
    _, body = split(pack(tick, {}))
    assert len(body) == 2 * 4 * 1000


def test_points_that_stand_still_are_sent_once_and_a_surface_that_moves_each_time():
    points = np.random.default_rng(1).random((200, 2))
    surfaces = np.arange(5 * 64 * 64, dtype=np.uint16).reshape(5, 64, 64)
    tick = [frame(points, surface) for surface in surfaces]
    _, arrived = read(pack(tick, {}))
    assert_same_numbers(arrived, tick)
    _, body = split(pack(tick, {}))
    assert len(body) == 4 * points.size + 2 * surfaces.size


def test_a_longer_array_than_the_last_is_not_taken_for_its_beginning():
    frames = [frame(np.arange(5)), frame(np.arange(3))]
    _, arrived = read(pack(frames, {}))
    assert_same_numbers(arrived, frames)


def test_views_that_do_not_lie_in_one_piece_arrive_right():
    table = np.arange(24.0).reshape(6, 4)
    frames = [frame(table[:, i + 1], table.T, table[i::2]) for i in (0, 1)]
    _, arrived = read(pack(frames, {}))
    assert_same_numbers(arrived, frames)


numbers = st.one_of(
    arrays(
        np.float64, array_shapes(max_dims=2, max_side=5, min_side=0), elements=st.floats(width=32)
    ),
    arrays(
        np.int64, array_shapes(max_dims=1, min_side=0), elements=st.integers(-(2**31), 2**31 - 1)
    ),
    arrays(np.uint16, array_shapes(min_dims=2, max_dims=2, max_side=5)),
)


@given(st.lists(numbers, max_size=4), st.data())
def test_frames_arrive_as_they_were(last, data):
    """Frames before the last: beginnings of its arrays, some of them changed."""
    frames = [last]
    for _ in range(data.draw(st.integers(0, 3))):
        rows = [data.draw(st.integers(0, len(array))) for array in last]
        frames.insert(0, [array[:n].copy() for array, n in zip(last, rows, strict=True)])
        for array in frames[0]:
            if array.size and data.draw(st.booleans()):
                array.flat[-1] = 3
    figures = [frame(*arrays) for arrays in frames]
    _, arrived = read(pack(figures, {}))
    assert_same_numbers(arrived, figures)


def test_figures_of_every_panel_arrive():
    trainer, frames = Trainer(RunConfig(n_points=20)), []
    for _ in range(3):
        context = PanelContext(trainer.train(2))
        frames.append({name: panel.draw(context) for name, panel in PANELS.items()})
    _, again = read(pack(frames, {}))
    for sent, arrived in zip(frames, again, strict=True):
        assert list(arrived) == list(sent)
        assert_alike(sent, arrived)


def assert_alike(sent, arrived):
    if isinstance(sent, dict):
        assert list(sent) == list(arrived)
        for key in sent:
            assert_alike(sent[key], arrived[key])
    elif isinstance(sent, list | tuple):
        for one, other in zip(sent, arrived, strict=True):
            assert_alike(one, other)
    elif isinstance(sent, np.ndarray):
        np.testing.assert_allclose(arrived, sent, rtol=1e-6)
    else:
        assert arrived == sent
