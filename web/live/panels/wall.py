"""The wall: a small decision boundary a member."""

import numpy as np
from numpy.typing import NDArray

from web.charts.style import Figure
from web.charts.tiles import MOST_NAMED, draw_tiles
from web.live.panels.context import PanelContext, order_members

NUMBERS = 20_000
"""Numbers that all tiles of a picture may take together; what they share decides their sides."""

SIDES = (4, 24)
"""Fewest and most rows and columns of a tile's picture."""

ASPECT = 2.0
"""Width of the panel by its height, where four panels stand on a screen of 1280 × 720."""


def draw_wall(context: PanelContext) -> Figure:
    """P(class 1) over the plane for every member, in the order of the context.

    The more members there are, the smaller and the coarser is a tile. One member has no wall: the
    decision boundary shows it.
    """
    if context.members == 1:
        axis = {"visible": False}
        text = "a wall needs several seeds: raise Ensemble size under Run, Seeds"
        layout = context.style.layout(xaxis=axis, yaxis=axis, **context.style.message(text))
        return {"data": [], "layout": layout}
    order = context.order or order_members(context.trainer)
    members, seeds = order.members, context.trainer.config.seed + order.members
    figure = draw_tiles(
        context.tiles(tile_side(len(members)))[members],
        seeds,
        context.solved[members],
        context.style,
        shown=members == context.member,
        hover="click to pick this seed",
        aspect=ASPECT,
    )
    plane = figure["data"][0]
    plane["meta"]["members"] = members
    if len(members) > MOST_NAMED:
        plane["hoverinfo"] = "skip"
        figure["data"].append(_told_seeds(seeds, plane["meta"]))
    figure["layout"]["note"] = f"by loss at step {order.step:,}" if order.step else ""
    return figure


def tile_side(tiles: int) -> int:
    """Rows and columns that each of so many tiles has."""
    low, high = SIDES
    return int(np.clip(np.sqrt(NUMBERS / tiles), low, high))


def _told_seeds(seeds: NDArray[np.int64], meta: Figure) -> Figure:
    """An unseen cell a tile, which tells its seed where the pointer is."""
    columns, rows = meta["columns"], meta["rows"]
    places = np.zeros(rows * columns, dtype=np.int64)
    places[: len(seeds)] = seeds
    return {
        "type": "heatmap",
        "z": places.reshape(rows, columns)[::-1],
        "x0": 0.5,
        "dx": 1,
        "y0": 0.5,
        "dy": 1,
        "opacity": 0,
        "showscale": False,
        "hovertemplate": "seed %{z:d}: click to pick it<extra></extra>",
        "meta": meta,
    }
