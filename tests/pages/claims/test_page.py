"""The claims page: what it says of each claim, and where it leads."""

from urllib.parse import parse_qs, urlparse

import pytest

from core import RunConfig
from core.claims import CLAIMS
from core.initializers import INITIALIZERS
from pages.claims.links import LINKS
from pages.claims.settings import ALL, TASKS
from pages.initialization.settings import InitializationSettings
from tests.pages.page import finish_job, markdown, open_page, printed
from web.jobs import jobs
from web.live.view import View
from web.settings.limits import START, fit_to_page

pytestmark = pytest.mark.usefixtures("no_results")


def opened(**address):
    app = open_page("claims", **address)
    assert not app.exception
    assert not app.warning
    return app


def labels(app):
    return [button.label for button in app.button]


def press(app, key):
    app.button(key=key).click().run()
    finish_job(app, "claims")


def test_at_first_there_are_all_claims_and_nothing_is_measured():
    app = opened()
    text = markdown(app)
    for claim in CLAIMS.values():
        assert claim.title in text
        assert claim.statement in text
        assert f"[{claim.source}]({claim.source.url})" in text
    assert text.count("not measured yet") == len(CLAIMS)
    assert labels(app).count("Run") == labels(app).count("Details") == len(CLAIMS)


def test_a_claim_that_agrees():
    app = opened()
    press(app, "run_born_dead")
    text = markdown(app)
    assert "**Born dead** :green-badge[✓ 7 of 7 results agree]" in text
    assert text.count("not measured yet") == len(CLAIMS) - 1
    assert "Run all (8 left)" in labels(app)
    assert labels(app).count("Run") == len(CLAIMS) - 1


def test_a_side_remark_that_disagrees_has_its_own_badge():
    app = opened()
    press(app, "run_glorot")
    text = markdown(app)
    badges = ":green-badge[✓ 8 of 8 results agree] :orange-badge[✗ 1 of 4 side remarks disagree]"
    assert f"**Glorot's layers** {badges}" in text
    assert "✗ standard: ratio of activation variances, mean of layers 2 to 5: **0.31" in text
    assert ", expected around 0.5 (side remark)]" in text
    app.button(key="open_glorot").click().run()
    table = app.table[0].value
    (failed,) = table.index[table["agrees"] == "**✗ no**"]
    assert failed == "standard: ratio of activation variances, mean of layers 2 to 5"
    assert table["origin"][failed] == "printed in the source, beside the statement"
    assert (table["agrees"] == "✓ yes").sum() == 11


def test_a_claim_that_disagrees_names_the_results(monkeypatch):
    monkeypatch.setitem(INITIALIZERS, "orthogonal", INITIALIZERS["lecun_normal"])
    app = opened()
    press(app, "run_orthogonal")
    text = markdown(app)
    assert "**Orthogonal isometry** :red-badge[✗ 2 of 4 results disagree]" in text
    assert "✗ orthogonal: largest singular value: **4.39" in text
    assert ", expected 1]" in text


def test_one_claim_is_measured_at_a_time():
    app = opened()
    app.button(key="run_edge_of_stability").click().run()
    assert "**Edge of stability** :blue-badge[… measuring]" in markdown(app)
    assert "run_edge_of_stability" not in [button.key for button in app.button]
    assert app.button(key="run_symmetry").disabled
    app.button(key="claims_cancel").click().run()
    assert markdown(app).count("not measured yet") == len(CLAIMS)
    assert not app.button(key="run_symmetry").disabled


def test_a_card_fills_while_it_is_measured(monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 1e-9)
    app = opened(claim="orthogonal")
    assert not app.table
    app.button(key="run_orthogonal").click().run()
    seen = [len(app.table[0].value) if app.table else 0]
    while "claims_cancel" in [button.key for button in app.button]:
        app.run()
        seen.append(len(app.table[0].value) if app.table else 0)
    assert set(seen) == {0, 2, 4}
    assert seen == sorted(seen)


def test_the_open_claim_is_in_the_url():
    app = opened()
    app.button(key="open_he").click().run()
    assert app.query_params == {"claim": "he"}
    assert CLAIMS["he"].setting in markdown(app)
    (back,) = [button for button in app.button if button.label == "All claims"]
    back.click().run()
    assert app.query_params == {}
    assert len([label for label in labels(app) if label == "Details"]) == len(CLAIMS)


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_has_a_card(name):
    text = markdown(opened(claim=name))
    claim = CLAIMS[name]
    for words in (claim.statement, claim.setting, claim.remark, claim.source.title):
        assert words in text
    assert f"{claim.source.authors} ({claim.source.year})" in text
    for label, link in LINKS[name].items():
        assert f"[{label}]({link})" in text


def test_a_claim_that_does_not_exist_is_named():
    app = open_page("claims", claim="flat_earth")
    assert not app.exception
    assert f"choose one of {ALL}" in app.warning[0].value.replace("\\", "")
    assert labels(app).count("Details") == len(CLAIMS)


def test_the_code_prints_what_the_page_says():
    app = opened(claim="orthogonal")
    press(app, "run_orthogonal")
    lines = printed(app).splitlines()
    rows = app.table[0].value
    assert len(lines) == len(rows)
    for line, (what, row) in zip(lines, rows.iterrows(), strict=True):
        agrees, rest = line.split(" ", 1)
        assert (agrees == "True") == (row["agrees"] == "✓ yes")
        assert rest.startswith(what)
        assert line.endswith(f"expected {row['expected']}, {row['tolerance']}")


def test_a_measurement_of_one_visitor_is_seen_by_another():
    press(opened(), "run_torch_default")
    assert "**A third a layer** :green-badge[✓ 2 of 2 results agree]" in markdown(opened())


def addresses():
    return [link for links in LINKS.values() for link in links.values()]


@pytest.mark.parametrize("link", addresses())
def test_a_link_leads_to_something_that_its_page_can_show(link):
    parsed = urlparse(link)
    values = {name: texts[0] for name, texts in parse_qs(parsed.query).items()}
    if parsed.path == "./initialization":
        assert InitializationSettings.from_text(values)[1] == []
        return
    assert parsed.path == "./"
    assert View.from_text({"panels": values.pop("panels")})[1] == []
    config, problems = RunConfig.from_text(values, START)
    assert problems == []
    assert fit_to_page(config) == (config, [])


def test_every_claim_has_links_and_a_task():
    assert set(LINKS) == set(TASKS) == set(CLAIMS)
    assert all(LINKS.values())
