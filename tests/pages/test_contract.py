"""What holds the parts together: registries, fields, controls."""

import re

import pytest

from core import RunConfig
from core.config import AUTO, CATALOGUES, CHOICES, LIMITS, PARAMETERS
from core.quantities import HISTOGRAMS, PROBES, QUANTITIES
from core.trainer import available_devices
from pages.limits import PAGE_LIMITS, START
from pages.live.run import DEFAULT_SPEED, SPEEDS
from pages.panels import PANELS
from pages.run_controls import SCALES
from pages.view import DEFAULT_PANELS, View
from tests.pages.page import change, open_page

NOT_ON_THE_PAGE = {"dtype", "layer_initializers", "penalized_layer"}
OF_THE_LIVE_VIEW = {"speed", "projector"}


def widgets(app):
    kinds = (
        *("selectbox", "slider", "select_slider", "number_input"),
        *("toggle", "pills", "multiselect"),
    )
    return {widget.key: widget for kind in kinds for widget in app.get(kind)}


@pytest.fixture(scope="module")
def app():
    return open_page()


def test_every_quantity_has_a_panel():
    assert {*QUANTITIES, *PROBES, *HISTOGRAMS} <= set(PANELS)


def test_every_setting_has_a_control_and_nothing_else_has(app):
    shown = {name for name in RunConfig.model_fields if name not in PARAMETERS} - NOT_ON_THE_PAGE
    assert set(widgets(app)) == shown | (set(View.model_fields) - OF_THE_LIVE_VIEW)


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in (RunConfig, View) for name in model.model_fields],
)
def test_every_field_has_a_title_and_a_sentence_or_two(model, name):
    field = model.model_fields[name]
    assert field.title
    assert field.description.endswith(".")
    sentences = re.findall(r"[.!?](?=\s+[A-Z0-9]|$)", field.description)
    assert 1 <= len(sentences) <= 2


@pytest.mark.parametrize("field", CATALOGUES)
def test_every_entry_of_a_catalogue_is_in_its_menu(app, field):
    labels = [entry.label for entry in CATALOGUES[field].values()]
    automatic = [AUTO] if field == "bias_initializer" else []
    assert app.selectbox(key=field).options == automatic + labels
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("field", CATALOGUES)
def test_every_control_has_help_and_a_chosen_entry_shows_its_formula(field):
    app = open_page()
    for name in CHOICES[field]:
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
    limits = PAGE_LIMITS.get(name, LIMITS[name])
    assert all(stop in limits for stop in stops)
    assert stops == sorted(set(stops))
    assert getattr(START, name) in SCALES[name]
