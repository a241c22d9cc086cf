"""What holds the parts together: registries, fields, controls."""

import re
from functools import cache

import pytest

from core import RunConfig
from core.config import AUTO, CATALOGUES, PARAMETERS
from core.quantities import HISTOGRAMS, PROBES, QUANTITIES
from core.trainer import available_devices
from tests.pages.page import PAGES, change, open_page
from web.live.panels import PANELS
from web.live.run import DEFAULT_SPEED, SPEEDS
from web.live.view import DEFAULT_PANELS, View
from web.session.run_controls import SCALES
from web.settings.limits import PAGE_LIMITS, START

PAGE_NAMES = re.findall(r'url_path="(\w+)"', (PAGES / "app.py").read_text())
NOT_ON_THE_PAGE = {"dtype", "engine", "layer_initializers", "penalized_layer", "points"}
OF_THE_LIVE_VIEW = {"speed", "projector"}


def widgets(app):
    kinds = (
        *("selectbox", "slider", "select_slider", "number_input"),
        *("toggle", "pills", "multiselect"),
    )
    return {widget.key: widget for kind in kinds for widget in app.get(kind)}


@cache
def settings_of(page):
    """What a page can be set to, and whether it is about the run of the playground."""
    app = open_page(page)
    assert not app.exception
    state = app.session_state["page_state"]
    return state.settings_type, state.of_run


def charts_of(block):
    """All charts, and the live view, in a block and in the blocks within it."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from charts_of(child)
        elif child.type == "bidi_component":
            yield child


@pytest.fixture(scope="module")
def app():
    return open_page()


def test_every_quantity_has_a_panel():
    assert {*QUANTITIES, *PROBES, *HISTOGRAMS} <= set(PANELS)


def test_every_setting_has_a_control_and_nothing_else_has(app):
    shown = {name for name in RunConfig.model_fields if name not in PARAMETERS} - NOT_ON_THE_PAGE
    assert set(widgets(app)) == shown | (set(View.model_fields) - OF_THE_LIVE_VIEW)


def has_a_title_and_a_sentence_or_two(field):
    sentences = re.findall(r"[.!?](?=\s+[A-Z0-9]|$)", field.description)
    return bool(field.title) and field.description.endswith(".") and 1 <= len(sentences) <= 2


@pytest.mark.parametrize("name", RunConfig.model_fields)
def test_every_field_has_a_title_and_a_sentence_or_two(name):
    assert has_a_title_and_a_sentence_or_two(RunConfig.model_fields[name])


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_setting_has_a_title_and_a_sentence_or_two(page):
    settings, _ = settings_of(page)
    for name, field in settings.model_fields.items():
        assert has_a_title_and_a_sentence_or_two(field), name


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_a_page_about_the_run_has_no_setting_that_the_run_has(page):
    settings, of_run = settings_of(page)
    if of_run:
        assert not set(settings.model_fields) & {*RunConfig.model_fields, "step"}


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_no_chart_has_the_key_of_a_setting(page):
    settings, of_run = settings_of(page)
    taken = {*settings.model_fields, *(RunConfig.model_fields if of_run else ())}
    section = settings.model_fields.get("section")
    for name in settings.allowed("section").options if section else [None]:
        app = open_page(page, **({"section": name} if name else {}))
        assert not app.exception
        assert not {chart.key for chart in charts_of(app.main)} & taken, name


@pytest.mark.parametrize("field", CATALOGUES)
def test_every_entry_of_a_catalogue_is_in_its_menu(app, field):
    labels = [entry.label for entry in CATALOGUES[field].values()]
    automatic = [AUTO] if field == "bias_initializer" else []
    assert app.selectbox(key=field).options == automatic + labels
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("field", CATALOGUES)
def test_every_control_has_help_and_a_chosen_entry_shows_its_formula(field):
    app = open_page()
    for name in RunConfig.allowed(field).options:
        change(app, field, name)
        for key, widget in widgets(app).items():
            assert (widget.proto if key == "features" else widget).help, (name, key)
        if name != AUTO:
            assert f"${CATALOGUES[field][name].formula}$" in app.selectbox(key=field).help


def test_every_panel_is_offered(app):
    assert widgets(app)["panels"].options == [panel.label for panel in PANELS.values()]


def test_defaults_are_on_offer():
    assert set(DEFAULT_PANELS) <= set(PANELS)
    assert DEFAULT_SPEED in SPEEDS


def test_only_devices_that_are_there_are_offered(app):
    assert app.selectbox(key="device").options == available_devices()


@pytest.mark.parametrize("name", SCALES)
def test_stops_of_a_slider_are_allowed_ascending_and_hold_the_default(name):
    stops = [stop for stop in SCALES[name] if stop is not None]
    limits = PAGE_LIMITS.get(name, RunConfig.allowed(name))
    assert all(stop in limits for stop in stops)
    assert stops == sorted(set(stops))
    assert getattr(START, name) in SCALES[name]
