"""The controls of own points: a CSV that is pasted or uploaded, and what is wrong with it.

A run trains on the setting `points`, which stands in the URL. "Use points" sets it from the text.
The text itself stays in its field as long as the session lives. A text with mistakes changes no
points.
"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core import RunConfig, own_points
from core.datasets import OWN
from core.own_points import MOST_BYTES, MOST_POINTS, PointsError, Table, decoded, points_of_csv
from web.charts.text import as_plain_text, format_number, join_words
from web.server.deployment import DEPLOYMENT

MOST = min(MOST_POINTS, DEPLOYMENT.most_points)
"""Most points that this server takes."""

# Lines of the two classes alternate, so that any part of it has both.
_IRIS = (Path(own_points.__file__).parent / "iris.csv").read_text(encoding="utf-8")

EXAMPLE = "".join(_IRIS.splitlines(keepends=True)[: MOST + 1])
"""Petals of two kinds of iris, length and width in cm (Fisher 1936), as a CSV."""

EXAMPLE_POINTS = points_of_csv(EXAMPLE)

CSV = "own_csv"
"""Key of the field for text."""


@dataclass
class OwnPointsState:
    """What a session holds of own points, besides the text, which stands under the key CSV."""

    points: str | None = None
    """The points that the text was read as last, or was written from."""

    n_files: int = 0
    """Files uploaded so far. It is in the uploader's key: each file gets a new, empty uploader."""

    refused: str | None = None
    """What was wrong with the last file, if it was not text."""


def _own_points_state() -> OwnPointsState:
    """The session's OwnPointsState, made when it is first asked for."""
    state: OwnPointsState = st.session_state.setdefault("own_points_state", OwnPointsState())
    return state


def present_points(problem: str, points: str) -> str:
    """The setting `points` for a problem: "" unless it is OWN; the example if it has none yet."""
    if problem != OWN:
        return ""
    return points or EXAMPLE_POINTS


def choose_points(points: str) -> None:
    """Draw the controls for a run that learns `points`."""
    state = _own_points_state()
    if state.points != points:  # another URL was opened
        st.session_state[CSV] = _csv_of(points)
        state.points = points
    text = st.text_area(
        "Points, as CSV",
        key=CSV,
        persist_state="session",
        height=150,
        max_chars=MOST_BYTES,
        help=f"One point a line: x, y and the name of its class, of which there are two. Up to "
        f"{MOST:,} points; a text of more than {MOST_BYTES:,} characters is not taken. Cells that "
        "are copied from a spreadsheet do as well.",
    )
    use, example = st.columns(2)
    use.button("Use points", key="own_use", on_click=_use, width="stretch", type="primary")
    example.button("Example", key="own_example", on_click=_use, args=(EXAMPLE,), width="stretch")
    key = f"own_file_{state.n_files}"
    st.file_uploader(
        "Or a file",
        ["csv", "tsv", "txt"],
        key=key,
        on_change=_take_file,
        args=(key,),
        max_upload_size=1,
        help=f"A CSV of up to {MOST_BYTES // 1000} kB. The server reads it and keeps no copy.",
    )
    _say(text, points)


def _csv_of(points: str) -> str:
    """Text that is read as these points."""
    if points == EXAMPLE_POINTS:
        return EXAMPLE
    return own_points.write_csv(*own_points.read_points(points))


def _say(text: str, points: str) -> None:
    """Show what is wrong with the file or the text; if nothing is, what was read."""
    if refused := _own_points_state().refused:
        st.error(as_plain_text(refused))
    try:
        table = own_points.read_csv(text, MOST)
    except PointsError as error:
        st.error(as_plain_text(f"{error}. The network still learns the previous points."))
        return
    if table.spelled != points:
        st.caption("This text is not learned yet: use its points.")
        return
    st.caption(as_plain_text(f"{_classes(table)} {table.says} {_scales(table)}"))


def _classes(table: Table) -> str:
    """How many points there are of which class, which has a name of its own."""
    ones = int(table.labels.sum())
    numbers = (len(table.labels) - ones, ones)
    named = [
        f"{number} of class {label}" + (f" ({name})" if name != str(label) else "")
        for label, (number, name) in enumerate(zip(numbers, table.names, strict=True))
    ]
    return f"{sum(numbers)} points: {join_words(named)}."


def _scales(table: Table) -> str:
    """What became of the coordinates, with four decimals."""
    axes = zip("xy", table.points.min(axis=0), table.points.max(axis=0), strict=True)
    ranges = [
        f"{axis} from {format_number(low)} to {format_number(high)}"
        for axis, low, high in axes
        if low < -1 or high > 1
    ]
    if not ranges:
        return "Coordinates are rounded to four decimals."
    return f"{join_words(ranges)} became −1 to 1."


def _use(text: str | None = None) -> None:
    """Learn the points of a text, by default that of the field. For callbacks."""
    state = _own_points_state()
    state.refused = None
    if text is not None:
        st.session_state[CSV] = text
    try:
        points = points_of_csv(st.session_state[CSV], MOST)
    except PointsError:
        return  # the page says what is wrong when it draws the text
    st.session_state["points"] = state.points = points
    # If the points are too few to split, all of them train; otherwise some validate.
    few, on_all = own_points.too_few_to_split(points), st.session_state.get("train_share") == 1
    if few != on_all:
        share = 1.0 if few else RunConfig.model_fields["train_share"].default
        st.session_state["train_share"] = share


def _take_file(key: str) -> None:
    """Put the text of a file into the field, and learn its points. For callbacks."""
    file: UploadedFile | None = st.session_state[key]
    if file is None:
        return
    state = _own_points_state()
    state.n_files += 1
    _forget(file)
    try:
        _use(decoded(file.getvalue()))
    except PointsError as error:
        state.refused = f"{file.name[:40]}: {error}"


def _forget(file: UploadedFile) -> None:
    """Delete the server's copy of a file, as Streamlit does by itself for recordings in a chat."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
