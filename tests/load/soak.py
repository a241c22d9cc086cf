"""Visitors who come and go, and what that leaves behind in the server: `make soak`, a table."""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.benchmarks.table import show
from tests.load.crowd import LONGEST_OPENING
from tests.load.visitor import Visitor
from tests.server import Server

ADDRESSES = (
    "",
    "ensemble_size=1&optimizer=adam&learning_rate=0.01",
    "activation=relu&width=8&ensemble_size=32&panels=wall,loss,dead_units",
    "hidden_layers=6&activation=sigmoid&panels=activation_variance,gradient_variance,metrics",
    "batch_size=full&learning_rate=0.5&panels=sharpness,loss,boundary",
    "dataset=spiral&width=16&ensemble_size=8&panels=network,boundary,weight_histogram&step=300",
    "there=is&no=such&setting=1",
)
"""What visitors look at, one after the other."""

SHORTEST_STAY, LONGEST_STAY = 5.0, 40.0
"""Seconds that a visitor trains."""

SAMPLE_SECONDS = 2.0


@dataclass
class Soak:
    """What was seen: `memory` has a row a sample, seconds and bytes, `ticks` seconds of each."""

    came: int = 0
    failures: list[str] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)

    def after(self, seconds: float) -> list[tuple[float, int]]:
        """The samples from then on."""
        return [sample for sample in self.memory if sample[0] >= seconds]

    def growth(self, warm_up: float) -> float:
        """Bytes a second that the memory grows after the warm-up: the slope of the best line."""
        seconds, used = zip(*self.after(warm_up), strict=True)
        return statistics.linear_regression(seconds, used).slope


def soak(
    server: Server, at_once: int, seconds: float, addresses: Sequence[str] = ADDRESSES
) -> Soak:
    """Let so many visitors at a time come and go; every one that leaves makes room for another."""
    return asyncio.run(_soak(server, at_once, seconds, addresses))


async def _soak(server: Server, at_once: int, seconds: float, addresses: Sequence[str]) -> Soak:
    seen, begin = Soak(), time.monotonic()
    end = begin + seconds
    stays = random.Random(1)

    async def take_a_seat() -> None:
        while time.monotonic() < end:
            seen.came += 1
            visitor = Visitor(server.url, addresses[seen.came % len(addresses)])
            try:
                await asyncio.wait_for(visitor.open(), LONGEST_OPENING)
                stay = stays.uniform(SHORTEST_STAY, LONGEST_STAY)
                await visitor.play(min(stay, end - time.monotonic()))
                await visitor.close()
            except Exception as error:
                seen.failures.append(repr(error))
            seen.failures += visitor.troubles
            seen.ticks += [answer.seconds for answer in visitor.answers]

    async def watch() -> None:
        process = psutil.Process(server.process.pid)
        while time.monotonic() < end:
            seen.memory.append((time.monotonic() - begin, process.memory_info().rss))
            await asyncio.sleep(SAMPLE_SECONDS)

    await asyncio.gather(watch(), *(take_a_seat() for _ in range(at_once)))
    return seen


def report(seen: Soak, at_once: int, warm_up: float) -> None:
    """Print what was seen."""
    settled = [used for _, used in seen.after(warm_up)]
    tenth = max(len(settled) // 10, 1)
    first, last = (statistics.mean(part) / 1e6 for part in (settled[:tenth], settled[-tenth:]))
    show(
        f"{at_once} visitors at a time, {seen.memory[-1][0] / 60:.0f} minutes",
        ["", "measured", "goal"],
        [
            ["visitors that came and went", seen.came, ""],
            ["failures", len(seen.failures), 0],
            ["ticks answered", len(seen.ticks), ""],
            ["a tick, 95 % of them", f"{statistics.quantiles(seen.ticks, n=20)[-1]:.2f} s", ""],
            ["most memory", f"{max(used for _, used in seen.memory) / 1e6:.0f} MB", ""],
            [f"memory after {warm_up / 60:.0f} minutes", f"{first:.0f} MB", ""],
            ["memory at the end", f"{last:.0f} MB", ""],
            ["growth in between", f"{seen.growth(warm_up) * 60 / 1e6:+.2f} MB a minute", "none"],
        ],
    )


if __name__ == "__main__":
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log.txt")
        seen = soak(server, at_once=20, seconds=60 * minutes)
        server.stop()
    for failure in seen.failures:
        print(failure)
    report(seen, at_once=20, warm_up=60 * minutes / 4)
