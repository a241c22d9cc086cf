"""A class at work: visitors that train beside each other, and one real browser among them."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Browser

from tests.browser.live_page import LivePage
from tests.browser.waiting import wait_until
from tests.load.visitor import Visitor
from tests.server import Server

LONGEST_OPENING = 120.0
"""Seconds after which a visitor who sees no page has failed."""

ARRIVAL_SECONDS = 0.25
"""Seconds from one visitor's coming to the next one's: a class does not click in one moment."""


@dataclass(frozen=True)
class Crowd:
    """What a class met with.

    `ticks` are seconds from a request to its pictures, of all visitors; `steps` the last step of
    each; `controls` seconds from a moved control to its picture in the real browser.
    """

    visitors: int
    failures: list[str]
    ticks: list[float]
    steps: list[int]
    controls: list[float]
    bytes_a_session: float

    @property
    def tick_95(self) -> float:
        """Seconds within which 95 % of the ticks are answered."""
        return statistics.quantiles(self.ticks, n=20)[-1]

    @property
    def slowest_share(self) -> float:
        """Steps of the slowest visitor over those of the median one."""
        return min(self.steps) / statistics.median(self.steps)


def gather(
    browser: Browser, visitors: int, seconds: float, addresses: Sequence[str] = ("",)
) -> Crowd:
    """Let so many visitors train for so long; they share the addresses out among them."""
    with TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log.txt")
        try:
            return _gather(browser, server, visitors, seconds, addresses)
        finally:
            server.stop()


def _gather(
    browser: Browser, server: Server, visitors: int, seconds: float, addresses: Sequence[str]
) -> Crowd:
    process = psutil.Process(server.process.pid)
    with ThreadPoolExecutor(1) as pool:
        live = LivePage(browser.new_page(viewport={"width": 1280, "height": 720}), server.url)
        live.open().press("Play").wait("frames > 20")  # what every server needs, it has by now
        before = process.memory_info().rss
        all_of_them = [Visitor(server.url, addresses[i % len(addresses)]) for i in range(visitors)]
        class_at_work = pool.submit(lambda: asyncio.run(_work(all_of_them, seconds)))
        controls = []
        while not class_at_work.done():
            controls.append(_move_a_control(live))
        failures = class_at_work.result()
        used = process.memory_info().rss - before
        failures += live.complaints
        live.page.close()
    ticks = [answer.seconds for visitor in all_of_them for answer in visitor.answers]
    steps = [max((a.step for a in visitor.answers), default=0) for visitor in all_of_them]
    return Crowd(visitors, failures, ticks, steps, controls, used / visitors)


async def _work(visitors: Sequence[Visitor], seconds: float) -> list[str]:
    """What went wrong while they all trained."""
    came = [_come(visitor, i * ARRIVAL_SECONDS) for i, visitor in enumerate(visitors)]
    results: list[object] = [*await asyncio.gather(*came, return_exceptions=True)]
    present = [v for v, result in zip(visitors, results, strict=True) if result is None]
    results += await asyncio.gather(*(v.play(seconds) for v in present), return_exceptions=True)
    await asyncio.gather(*(v.close() for v in present), return_exceptions=True)
    said = [trouble for visitor in visitors for trouble in visitor.troubles]
    return [repr(result) for result in results if result is not None] + said


async def _come(visitor: Visitor, after: float) -> None:
    await asyncio.sleep(after)
    await asyncio.wait_for(visitor.open(), LONGEST_OPENING)


def _move_a_control(live: LivePage) -> float:
    """Seconds from a key on a slider to the picture of the network that it asks for."""
    slider = live.page.get_by_role("slider", name="Width")
    width = int(slider.input_value())
    key, wanted = ("ArrowLeft", width - 1) if width > 4 else ("ArrowRight", width + 1)
    begin = time.perf_counter()
    slider.press(key)
    wait_until(
        live.page,
        "title => document.querySelector('[data-testid=title]')?.textContent.includes(title)",
        f"2–{wanted}–{wanted}–1",
        timeout=60,
    )
    return time.perf_counter() - begin
