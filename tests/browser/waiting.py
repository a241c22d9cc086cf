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


_NOTICE = """([pattern, button]) => {
    const expression = new RegExp(pattern);
    window.noticed = new Promise((resolve) => {
        const look = () => {
            if (!expression.test(document.body.textContent)) return;
            const found = [...document.querySelectorAll("button")].find(
                (candidate) => candidate.textContent === button);
            if (button && !found) return;
            observer.disconnect();
            found?.click();
            resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
}"""


def notice(page: Page, pattern: str, click: str = "") -> None:
    """From now on look for a text that may stand only for a moment; `await_notice` waits for it.

    With `click`, the button with this label is clicked on in that moment: before Playwright sees a
    text, a fast machine is done with the work that it is about.
    """
    page.evaluate(_NOTICE, [pattern, click])


def await_notice(page: Page, timeout: float = 30) -> None:
    """Wait until the text that `notice` looks for has stood on the page; `timeout` in seconds."""
    page.evaluate(
        """(patience) => Promise.race([window.noticed, new Promise((_, reject) => setTimeout(
            () => reject(new Error(`not noticed within ${patience} ms`)), patience))])""",
        1000 * timeout,
    )
