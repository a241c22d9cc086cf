"""Waiting for what a script can see in a page.

Playwright's own `wait_for_function` evaluates a string inside the page again and again, which the
pages' Content-Security-Policy forbids to anybody.
"""

from typing import Any

from playwright.sync_api import Page

_WAIT = """([argument, patience]) => new Promise((resolve, reject) => {
    const holds = HOLDS;
    const end = performance.now() + patience;
    const look = () => {
        if (holds(argument)) resolve();
        else if (performance.now() > end) reject(new Error(`not within ${patience} ms: ${holds}`));
        else requestAnimationFrame(look);
    };
    look();
})"""


def wait_until(page: Page, holds: str, argument: Any = None, timeout: float = 30) -> None:
    """Wait until a JavaScript function of the argument is true; `timeout` is in seconds."""
    page.evaluate(_WAIT.replace("HOLDS", holds), [argument, 1000 * timeout])
