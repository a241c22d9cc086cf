import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.live.panels import PANELS
from web.live.run import SPEEDS
from web.live.view import MOST_PANELS, SPREADS, View

views = st.builds(
    View,
    panels=st.lists(st.sampled_from(list(PANELS)), min_size=1, max_size=MOST_PANELS, unique=True),
    picked_seed=st.none() | st.integers(0, 2**31),
    spread=st.sampled_from(list(SPREADS)),
    speed=st.sampled_from(list(SPEEDS)),
    log_loss=st.booleans(),
    smoothing=st.floats(0, 0.99),
    hard_classes=st.booleans(),
    threshold=st.floats(0, 1),
    projector=st.booleans(),
)


@given(views)
def test_text_reads_back_as_the_same_view(view):
    text = view.to_text()
    assert all(isinstance(value, str) for value in text.values())
    assert View.from_text(text) == (view, [])


def test_defaults_take_no_text():
    assert View().to_text() == {}
    assert View(projector=True, panels=["loss", "accuracy"]).to_text() == {
        "projector": "true",
        "panels": "loss,accuracy",
    }


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("panels", "", "boundary"),
        ("panels", "loss,lose", "gradient_variance"),
        ("panels", [], "boundary"),
        ("panels", ",".join([*PANELS][: MOST_PANELS + 1]), f"up to {MOST_PANELS}"),
        ("picked_seed", "-1", "a whole number from 0"),
        ("spread", "wide", "band, lines"),
        ("speed", "warp", "slowest"),
        ("smoothing", "1", "0 to 0.99"),
        ("smoothing", "-0.1", "0 to 0.99"),
        ("smoothing", "nan", "0 to 0.99"),
        ("smoothing", "", "0 to 0.99"),
        ("threshold", "1.1", "0 to 1"),
        ("threshold", "nan", "0 to 1"),
        ("log_loss", "maybe", "true or false"),
        ("hard_classes", "2", "true or false"),
        ("projector", "", "true or false"),
    ],
)
def test_a_bad_value_is_named_and_its_default_stands_in(name, text, allowed):
    other = {"smoothing": "0.5"} if name != "smoothing" else {"log_loss": "true"}
    view, (problem,) = View.from_text({name: text, **other})
    assert view == View(**other)
    assert (problem.field, problem.value) == (name, text)
    assert allowed in problem.allowed


def test_every_bad_value_is_named():
    view, problems = View.from_text(dict.fromkeys(View.model_fields, "?"))
    assert view == View()
    assert [problem.field for problem in problems] == sorted(View.model_fields)


def test_a_panel_named_twice_stands_once():
    assert View.from_text({"panels": "loss,boundary,loss"})[0].panels == ("loss", "boundary")


@given(views, st.booleans())
def test_panels_are_told_what_the_view_says(view, dark):
    options, style = view.options(), view.style(dark)
    assert (options.log_loss, options.smoothing) == (view.log_loss, view.smoothing)
    assert (options.hard_classes, options.spread) == (view.hard_classes, view.spread)
    assert options.threshold == view.threshold
    assert (style.dark, style.projector) == (dark, view.projector)
