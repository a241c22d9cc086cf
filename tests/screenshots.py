"""The pictures of README and docs, taken anew: `make screenshots`."""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import launch_arguments
from tests.browser.live_page import VIEWPORT, LivePage
from tests.server import ROOT, Server

DOCS = ROOT / "docs"

PATIENCE = 240_000
"""Milliseconds that a laboratory may take."""

GIF_FRAMES, GIF_SECONDS_A_FRAME, GIF_WIDTH = 40, 0.15, 880


def _train(query: str, until: str) -> Callable[[Page, str], None]:
    """What takes the playground to a state: opens a query, plays until a condition, pauses."""

    def take(page: Page, url: str) -> None:
        live = LivePage(page, url).open(query)
        live.press("Play").wait(until, timeout=120)
        live.pause()
        page.mouse.move(0, 0)

    return take


def _press(path: str, button: str | None = None) -> Callable[[Page, str], None]:
    """What takes a page to a state: opens it, and presses a button until its work is done."""

    def take(page: Page, url: str) -> None:
        page.goto(url + path)
        expect(page.locator(".trainscope-chart[data-drawn]").first).to_be_visible(timeout=60_000)
        if button:
            page.get_by_role("button", name=button).click()
            expect(page.get_by_text("All are done.")).to_be_visible(timeout=PATIENCE)
        page.mouse.move(0, 0)

    return take


PICTURES = {
    "playground": _train("", "solved >= 12"),
    "projector": _train("?hidden_layers=12&activation=sigmoid&projector=true", "step >= 3000"),
    "network": _train("?panels=network,boundary,loss&ensemble_size=1", "accuracy >= 0.95"),
    "initialization": _press("initialization"),
    "optimizers": _press("optimizers?surface=saddle"),
    "capacity": _press("capacity", "Train all networks"),
    "book": _press("book", "Train all four"),
}
"""Name of a picture → what shows it."""


def take_moving_picture(page: Page, url: str) -> None:
    """`playground.gif`: the default page from the press on Play on."""
    LivePage(page, url).open().press("Play")
    frames = []
    for _ in range(GIF_FRAMES):
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        height = round(image.height * GIF_WIDTH / image.width)
        frames.append(image.resize((GIF_WIDTH, height), Image.Resampling.LANCZOS))
    palette = frames[-1].quantize(128)
    first, *others = [frame.quantize(128, palette=palette) for frame in frames]
    duration = round(1000 * GIF_SECONDS_A_FRAME)
    first.save(
        DOCS / "playground.gif", save_all=True, append_images=others, duration=duration, loop=0
    )


def main(names: list[str]) -> None:
    """Take the pictures with these names, all where there are none."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "log.txt")
        browser = playwright.chromium.launch(**launch_arguments())  # type: ignore[arg-type]
        try:
            for name in names or [*PICTURES, "moving"]:
                page = browser.new_page(viewport=VIEWPORT)
                if name == "moving":
                    take_moving_picture(page, server.url)
                else:
                    PICTURES[name](page, server.url)
                    page.screenshot(path=DOCS / f"{name}.png")
                page.close()
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
