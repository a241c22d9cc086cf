"""The claims page as a person meets it."""

import re

from playwright.sync_api import expect

from tests.browser.waiting import await_notice, notice

PATIENCE = 30_000


def test_a_claim_is_measured_and_opened(chart_page):
    page = chart_page.open("claims").page
    card = page.get_by_test_id("stLayoutWrapper").filter(has_text="Orthogonal isometry").last
    expect(page.get_by_text("not measured yet")).to_have_count(9, timeout=PATIENCE)
    card.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("✓ 4 of 4 results agree")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("not measured yet")).to_have_count(8)
    card.get_by_role("button", name="Details").click()
    expect(page).to_have_url(re.compile("claim=orthogonal"))
    rows = page.get_by_test_id("stTable").locator("tbody tr")
    expect(rows).to_have_count(4, timeout=PATIENCE)
    expect(rows.first).to_contain_text("follows from the source")
    page.go_back()
    expect(page.get_by_role("button", name="Details")).to_have_count(9, timeout=PATIENCE)


def test_all_claims_can_be_cancelled_and_what_is_measured_stays(chart_page):
    page = chart_page.open("claims?claim=symmetry").page
    both = r"(?=[^]*✓ 6 of 6 results agree)(?=[^]*about \d+ (s|min) left)"
    notice(page, both, click="Cancel")
    page.get_by_role("button", name="Run all").click()
    await_notice(page)
    expect(page.get_by_role("button", name=re.compile(r"Run all \(\d+ left\)"))).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_test_id("stTable").locator("tbody tr")).to_have_count(6)
