"""What the microscope found, in words and tables."""

import math

import pandas as pd
import streamlit as st

from core import RunConfig
from core.mechanics.microscope import MOST_PATHS, ZEROS, Magnified, Path
from web.charts.text import format_number, marked, said

_FACTORS = {
    "source": "{value}",
    "slope": "φ′ {value}",
    "weight": "w {value}",
    "loss": "dL/dz {value}",
}
"""How a factor of a path is written."""


def table(found: Magnified, step: float) -> str:
    """The gradient in three ways, in Markdown."""
    total, difference = found.digits_of_sum, found.digits_of_difference
    paths = "1 path" if found.n_paths == 1 else f"{_count(found.n_paths)} paths"
    return (
        f"| $dL/dw$ | | digits that agree with autograd |\n|---|---|---|\n"
        f"| sum over {paths} | {marked(found.total, total)} | {said(total)} |\n"
        f"| autograd | {marked(found.autograd, 16)} | |\n"
        f"| central difference, h = {format_number(step, 2)} "
        f"| {marked(found.difference, difference)} | {said(difference)} |"
    )


def remarks(found: Magnified, config: RunConfig, layer: int) -> list[str]:
    """What has to be said of these numbers."""
    said_of_it = []
    if found.zero:
        said_of_it.append(f"The gradient is exactly 0: {ZEROS[found.zero]}.")
    elif found.autograd and abs(found.autograd) < 1e3 * found.rounding:
        said_of_it.append(
            f"The difference sees little of so small a gradient: the loss is rounded, which makes "
            f"an error of about {format_number(found.rounding, 2)} here. A larger h helps."
        )
    if found.grouped and found.paths:
        said_of_it.append(
            f"So many paths cannot be multiplied out one by one (at most {MOST_PATHS:,} are): each "
            "line below is the sum over all those through one unit of the next layer."
        )
    if (config.l1 or config.l2) and config.penalized_layer in (None, layer):
        said_of_it.append(
            "This is the gradient of the data loss alone: the run's L1 or L2 penalty comes on top."
        )
    return said_of_it


def _count(number: int) -> str:
    """A whole number, or about how many where that has too many digits to read."""
    if number < 10**7:
        return f"{number:,}"
    exponent = math.floor(math.log10(number))
    return rf"${number / 10**exponent:.2g} \times 10^{{{exponent}}}$"


def show_paths(found: Magnified, start: str) -> None:
    """The strongest paths as a table; `start` is what all of them begin with."""
    rows = [_row(path, start, found.grouped) for path in found.paths]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "path": st.column_config.TextColumn(help="The unit of each layer, by its number."),
            "product": st.column_config.NumberColumn(format="%.4g"),
            "share": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
        },
    )
    listed = sum(path.product for path in found.paths)
    count = len(found.paths)
    words = f"They sum to {format_number(listed)}."
    if found.n_parts > count:
        rest = found.total - listed
        words = (
            f"These {count} of {found.n_parts:,} sum to {format_number(listed)}, the others to "
            f"{format_number(rest)}."
        )
    if found.n_points > 1:
        words += f" A product is the mean over the {found.n_points} points."
    st.caption(f"{words} A share is that of Σ|product| = {format_number(found.magnitude)}.")


def _row(path: Path, start: str, grouped: bool) -> dict[str, object]:
    row: dict[str, object] = {"path": _route(path, start, grouped)}
    if path.factors:
        row["factors"] = " · ".join(_factor(name, value) for name, value in path.factors)
    return row | {"product": path.product, "share": path.share}


def _factor(name: str, value: float) -> str:
    return _FACTORS[name].format(value=format_number(value, 3))


def _route(path: Path, start: str, grouped: bool) -> str:
    """The units that a path goes through: x₀ → 1 → 3 → output."""
    if grouped:
        return f"{start} → {path.units[0] + 1} → …"
    later = [str(unit + 1) for unit in path.units[:-1]]
    return " → ".join([start, *later, *(["output"] if path.units else [])])
