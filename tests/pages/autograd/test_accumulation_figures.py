"""The pictures of forward and reverse accumulation."""

import numpy as np
import pandas as pd
import pytest

from core.mechanics.accumulation import chain
from pages.autograd.accumulation_chain_figure import draw_accumulation_chain
from pages.autograd.accumulation_costs_figure import draw_accumulation_costs
from web.charts.style import Style


@pytest.mark.parametrize("stage", range(5))
def test_products_appear_one_by_one_from_either_end(stage):
    figure = draw_accumulation_chain(chain(1.0, 0.5, 1.4, 2.1), stage, Style())
    texts = [annotation["text"] for annotation in figure["layout"]["annotations"]]
    forward = [text for text in texts if text.startswith("du") and "=" in text]
    reverse = [text for text in texts if text.startswith("dL/du") and "=" in text]
    assert len(forward) == len(reverse) == stage + 1
    assert ("du₄/dw = <b>−0.56</b>" in texts) == ("dL/du₀ = <b>−0.56</b>" in texts) == (stage == 4)
    assert figure["data"][1]["x"] == [0, stage]
    assert figure["data"][2]["x"] == [4 - stage, 4]


def test_costs_have_both_curves_the_crossing_and_what_was_counted():
    costs = pd.DataFrame({"inputs": [1, 8], "forward": [10, 640], "reverse": [40, 320]})
    figure = draw_accumulation_costs(costs, 4, costs[:1], Style())
    crossing, forward, reverse, *counted = figure["data"]
    np.testing.assert_array_equal(crossing["x"], [4, 4])
    np.testing.assert_array_equal(forward["y"], [10, 640])
    np.testing.assert_array_equal(reverse["y"], [40, 320])
    assert [trace["y"].tolist() for trace in counted] == [[10], [40]]
