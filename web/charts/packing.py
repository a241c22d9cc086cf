"""Frames of figures as one block of bytes.

A tick sends several frames of the same figures. Between frames only the arrays differ, so that
each figure's structure is sent once, with a number in the place of each array, and per frame only
where each array lies in the block. What a frame shares with the last one of the tick (points that
stand still, a history that only grew) is sent once.

    4 bytes   length n of the header, little-endian
    n bytes   header: JSON, padded with spaces to a multiple of 8
    …         arrays, each at a multiple of 8 bytes

`plot.js` reads it.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from web.charts.style import Figure

Array = NDArray[Any]

# NumPy's kind of number → what is sent. Two-byte unsigned integers are fractions of 65535.
_SENT_AS = {"f": "<f4", "i": "<i4", "u": "<u2", "b": "<i4"}


def pack(frames: Sequence[dict[str, Figure]], header: dict[str, Any]) -> bytes:
    """Pack frames, each a figure a panel, behind a header that JSON can hold.

    All frames must have the same structure. The header gains `figures` (the structure),
    `kinds` (type and trailing shape of each array) and `arrays` (a frame a row: offset in bytes
    and length along the first axis of each array).
    """
    blocks = _Blocks()
    last: list[Array] = []
    figures = _lift_arrays(frames[-1], last) if frames else {}
    last = [_as_sent(array) for array in last]
    placed = [blocks.add(array) for array in last]
    rows = []
    for frame in frames[:-1]:
        arrays: list[Array] = []
        _lift_arrays(frame, arrays)
        row = []
        for array, final, place in zip(map(_as_sent, arrays), last, placed, strict=True):
            shared = array.tobytes() == final[: len(array)].tobytes()
            row.append([place[0], len(array)] if shared else blocks.add(array))
        rows.append(row)
    if frames:
        rows.append(placed)
    kinds = [[array.dtype.str[1:], *array.shape[1:]] for array in last]
    text = json.dumps({**header, "figures": figures, "kinds": kinds, "arrays": rows})
    encoded = text.encode()
    encoded += b" " * (-(4 + len(encoded)) % 8)
    return len(encoded).to_bytes(4, "little") + encoded + blocks.joined()


class _Blocks:
    """Arrays one after the other, each at a multiple of 8 bytes."""

    def __init__(self) -> None:
        self._offsets: dict[bytes, int] = {}
        self._size = 0

    def add(self, array: Array) -> list[int]:
        """Append an array, once; return its offset in bytes and its length along the first axis."""
        data = array.tobytes()
        if data not in self._offsets:
            self._offsets[data] = self._size
            self._size += len(data) + -len(data) % 8
        return [self._offsets[data], len(array)]

    def joined(self) -> bytes:
        return b"".join(data + b"\0" * (-len(data) % 8) for data in self._offsets)


def _as_sent(array: Array) -> Array:
    with np.errstate(over="ignore"):  # what float32 cannot hold is drawn as infinite
        return np.ascontiguousarray(array, dtype=_SENT_AS[array.dtype.kind])


def _lift_arrays(node: Any, arrays: list[Array]) -> Any:
    """Copy a structure with each array replaced by {"array": its place in `arrays`}."""
    if isinstance(node, np.ndarray):
        arrays.append(node)
        return {"array": len(arrays) - 1}
    if isinstance(node, dict):
        return {key: _lift_arrays(value, arrays) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_lift_arrays(value, arrays) for value in node]
    return node
