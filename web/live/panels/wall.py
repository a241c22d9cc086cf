"""The wall: a small decision boundary a member."""

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from web.charts.style import Figure
from web.charts.tiles import draw_tiles
from web.live.panels.context import PanelContext

MOST_TILES = 36
TILE = 24
"""Rows and columns of a tile's picture."""


def draw_wall(context: PanelContext) -> Figure:
    """P(class 1) over the plane for up to 36 members, sorted by validation loss, best first.

    The losses are rounded for the sorting, so that members that are as good as each other do not
    change places at every picture.
    """
    n = min(context.members, MOST_TILES)
    members = _best_first(context.scores.validation_loss.cpu().numpy()[:n])
    figure = draw_tiles(
        context.tiles(n, TILE)[members],
        context.trainer.config.seed + members,
        context.solved[members],
        context.style,
        shown=members == context.member,
        hover="click to pick this seed",
    )
    figure["data"][0]["meta"]["members"] = members
    figure["layout"]["note"] = _note(n, context.members)
    return figure


def _note(shown: int, members: int) -> str:
    some = f"the first {shown} of {members}, " if shown < members else ""
    return f"{some}by validation loss"


def _best_first(losses: Floats) -> NDArray[np.int64]:
    return np.argsort(np.round(np.nan_to_num(losses, nan=np.inf), 1), kind="stable")
