"""What a stranger may have written into the URL."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import RunConfig
from tests.pages.page import open_page, run_of
from web.live.view import View
from web.server.deployment import DEPLOYMENT
from web.settings.limits import PAGE_LIMITS, START
from web.settings.url import read_url

NASTY = (
    *("", " ", "nan", "inf", "-inf", "1e999", "-1", "0", "9" * 400, "0x10", "1_000", "4.5", "½"),
    *(
        "None",
        "null",
        "true",
        "[]",
        "{}",
        "\x00",
        "\u202e",
        "١٢",
        "🙂" * 50,
        "%00",
        "a\n\nb",
        "self",
    ),
    *("own", "A" * 5334, "A" * 10**5, "8NjgsXjs6ssAAPbliBMBABAnCxrw2BY0"),
    *("<script>alert(1)</script>", "**b**", "$x$", ":red[x]", "[a](http://b.c)", "boundary,,"),
)
SETTINGS = [*RunConfig.model_fields, *View.model_fields, "step"]

names = st.sampled_from([*SETTINGS, "", "__init__", "a" * 300, "ключ", "<b>"]) | st.text()
values = st.sampled_from(NASTY) | st.text() | st.floats().map(str) | st.integers().map(str)


@settings(max_examples=400)
@given(query=st.dictionaries(names, values, max_size=6))
def test_any_url_gives_a_config_that_the_page_can_run(query):
    with pytest.MonkeyPatch.context() as patch:
        state = {}
        patch.setattr("streamlit.session_state", state)
        read_url(query, View, of_run=True)
    config = RunConfig(**{name: state[name] for name in RunConfig.model_fields})
    assert all(getattr(config, name) in limits for name, limits in PAGE_LIMITS.items())
    view = View(**{name: state[name] for name in View.model_fields})
    refused = {problem.field for problem in state["page_state"].url_problems}
    assert refused <= set(query)
    assert set(config.to_text(START)) | set(view.to_text()) <= set(query) - refused
    assert 0 <= state["page_state"].replay.step <= DEPLOYMENT.longest_replay


def test_hostile_urls_open_a_working_page():
    """The names in turn, so that each has met some of the values."""
    for i in range(len(SETTINGS) // 5 + 1):
        chosen = [SETTINGS[(5 * i + j) % len(SETTINGS)] for j in range(5)]
        query = {name: NASTY[(7 * i + j) % len(NASTY)] for j, name in enumerate(chosen)}
        app = open_page(**query, **{f"x{NASTY[i % len(NASTY)]}": "1"})
        assert not app.exception, query
        assert app.warning, query
        assert run_of(app).config.width <= 64
        assert run_of(app).trainer.step == 0


HOSTILE = "<b>*x*</b> [a](http://b.c) `y` $z$ :red[w] ~~v~~ # 1. - | & \\"


@pytest.mark.parametrize("query", [{"activation": HOSTILE}, {HOSTILE: "1"}])
def test_what_a_stranger_wrote_into_the_url_is_shown_as_plain_text(query):
    app = open_page(**query)
    (warning,) = app.warning
    line = warning.value.splitlines()[1].removeprefix("- ")
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", line)  # CommonMark's backslash escapes
    assert not set(unescaped) & set("<>*[]()`$:~#|&\\_")
    (problem,) = app.session_state["page_state"].url_problems
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line) == str(problem)
