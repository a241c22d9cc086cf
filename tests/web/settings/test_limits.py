"""The run that controls ask for, within what a page trains."""

from core import RunConfig
from web.settings.limits import PAGE_LIMITS, START, config_on_page, fit_to_page, most_members


def validations(monkeypatch, call):
    """How often a call checks the values of a RunConfig."""
    checked = []
    check = RunConfig.__init__

    def count(self, /, **values):
        checked.append(values)
        check(self, **values)

    with monkeypatch.context() as patch:
        patch.setattr(RunConfig, "__init__", count)
        call()
    return len(checked)


def test_what_a_page_trains_is_validated_once(monkeypatch):
    values = dict(START) | {"width": 5, "features": ["x0", "x1"], "optimizer": "adam"}
    assert config_on_page(values) == START.replace(width=5, optimizer="adam")
    assert validations(monkeypatch, lambda: config_on_page(values)) == 1


def test_what_is_within_the_limits_is_the_same_config():
    config, problems = fit_to_page(START)
    assert config is START
    assert problems == []


def test_refused_and_large_values_get_smaller_ones():
    deep, wide = (int(PAGE_LIMITS[name].high) for name in ("hidden_layers", "width"))
    values = dict(START) | {"hidden_layers": deep, "width": wide, "ensemble_size": 256, "l2": "x"}
    config = config_on_page(values)
    assert (config.hidden_layers, config.width, config.l2) == (deep, wide, START.l2)
    assert config.ensemble_size == most_members(config) < 256
    assert config_on_page(dict(START) | {"n_points": 100_000}) == START
