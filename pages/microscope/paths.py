"""The gradient of a weight and its strongest paths, as tables and in words."""

import math

import pandas as pd
import streamlit as st

from core import RunConfig
from core.mechanics.microscope import MOST_PATHS, ZEROS, Magnified, Path
from web.charts.text import (
    bold_matching_digits,
    format_matching_digits,
    format_number,
    markdown_table,
    pluralize,
)

_FACTORS = {
    "source": "{value}",
    "slope": "φ′ {value}",
    "weight": "w {value}",
    "loss": "dL/dz {value}",
}
"""How a factor of a path is written."""


def table(found: Magnified, step: float) -> str:
    """Markdown: the gradient by three ways, and how many digits match autograd."""
    rows = {
        f"sum over {_count_paths(found.n_paths)}": (found.total, found.digits_of_sum),
        f"central difference, h = {format_number(step, 2)}": (
            found.difference,
            found.digits_of_difference,
        ),
    }
    total, difference = (
        (name, bold_matching_digits(value, digits), format_matching_digits(digits))
        for name, (value, digits) in rows.items()
    )
    autograd = ("autograd", bold_matching_digits(found.autograd, 16), "")
    head = ["$dL/dw$", "", "digits that match autograd"]
    return markdown_table(head, [total, autograd, difference])


def remarks(found: Magnified, config: RunConfig, layer: int) -> list[str]:
    """Sentences about numbers that surprise: a gradient of 0, rounding, grouping, a penalty."""
    sentences = []
    if found.zero:
        sentences.append(f"The gradient is exactly 0: {ZEROS[found.zero]}.")
    elif found.autograd and abs(found.autograd) < 1e3 * found.rounding:
        sentences.append(
            "Try a larger h: the gradient is so small that the central difference has few correct "
            "digits. Rounding of the loss makes an error of about "
            f"{format_number(found.rounding, 2)} here."
        )
    if found.grouped and found.paths:
        sentences.append(
            f"There are more than {MOST_PATHS:,} paths, too many to multiply one by one: each line "
            "below is the sum over all paths through one unit of the next layer."
        )
    if (config.l1 or config.l2) and config.penalized_layer in (None, layer):
        sentences.append(
            "This is the gradient of the data loss alone: the run's L1 or L2 penalty comes on top."
        )
    return sentences


def _count_paths(number: int) -> str:
    """How many paths there are, as a power of ten where the number is too long to read."""
    if number < 10**7:
        return pluralize(number, "path")
    exponent = math.floor(math.log10(number))
    return rf"${number / 10**exponent:.2g} \times 10^{{{exponent}}}$ paths"


def show_paths(found: Magnified, start: str) -> None:
    """Draw the strongest paths as a table; all of them begin with `start`."""
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
    words = f"Their sum is {format_number(listed)}."
    if found.n_parts > count:
        rest = found.total - listed
        words = (
            f"The sum of these {count} is {format_number(listed)}, that of the other "
            f"{found.n_parts - count:,} is {format_number(rest)}."
        )
    if found.n_points > 1:
        words += f" A product is the mean over the {found.n_points} points."
    st.caption(f"{words} Shares are of Σ|product| = {format_number(found.magnitude)}.")


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
