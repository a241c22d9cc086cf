"""`make load`: a class of forty on one server, as a table."""

import os
import statistics
import sys

from playwright.sync_api import sync_playwright

from tests.benchmarks.table import show
from tests.browser.conftest import launch_arguments
from tests.load.crowd import gather

VISITORS = 40
SECONDS = 60.0

visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(**launch_arguments())
    crowd = gather(browser, visitors, seconds)
    browser.close()
for failure in crowd.failures:
    print(failure)
show(
    f"{crowd.visitors} visitors who train the default ensemble, {os.cpu_count()} cores",
    ["", "measured", "goal"],
    [
        ["failures", len(crowd.failures), 0],
        ["ticks answered", len(crowd.ticks), ""],
        ["a tick, median", f"{statistics.median(crowd.ticks):.2f} s", ""],
        ["a tick, 95 % of them", f"{crowd.tick_95:.2f} s", "≤ 1.5 s"],
        ["steps of a visitor, median", f"{statistics.median(crowd.steps):,.0f}", ""],
        ["steps of the slowest visitor over the median", f"{crowd.slowest_share:.2f}", "≥ 0.5"],
        ["server memory an extra session", f"{crowd.bytes_a_session / 1e6:.1f} MB", "≤ 8 MB"],
        ["control moved → new picture, median", f"{statistics.median(crowd.controls):.2f} s", ""],
        [
            "control moved → new picture in a real browser, 95 %",
            f"{sorted(crowd.controls)[int(0.95 * len(crowd.controls))]:.2f} s",
            "≤ 1 s",
        ],
    ],
)
