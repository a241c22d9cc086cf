"""Several untrusted clients at one server, and one visitor who trains beside them."""

import asyncio
import time
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

from tests.fuzz.cases import draw
from tests.fuzz.untrusted_client import UntrustedClient
from tests.fuzz.wire import WIRE
from tests.load.visitor import Visitor
from tests.server import ROOT, Server

CLIENTS = 6
"""Untrusted clients at once."""

WIRE_SHARE = 0.15
"""Share of the cases that are raw HTTP requests or WebSocket frames."""

SAMPLE_SECONDS = 0.5


@dataclass
class Outcome:
    """Counts and answer times of one kind of case."""

    sent: int = 0
    closed: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass
class Report:
    """Outcomes of the cases, what went wrong, the visitor, and the server's memory in bytes."""

    outcomes: dict[str, Outcome] = field(default_factory=lambda: defaultdict(Outcome))
    troubles: list[str] = field(default_factory=list)
    visitor: Visitor | None = None
    memory: list[int] = field(default_factory=list)

    @property
    def ticks(self) -> list[float]:
        """Seconds of each answer that the visitor got."""
        return [answer.seconds for answer in self.visitor.answers] if self.visitor else []


def watched_server(log: Path, **environment: str) -> Server:
    """A server that logs every attempt to reach another machine."""
    return Server(log, PYTHONPATH=str(ROOT / "tests" / "fuzz" / "watched"), **environment)


def fuzz(server: Server, number: int, seed: int) -> Report:
    """Send `number` cases from untrusted clients; `seed` draws them."""
    return asyncio.run(_fuzz(server, number, seed))


async def _fuzz(server: Server, number: int, seed: int) -> Report:
    report = Report(visitor=Visitor(server.url, "ensemble_size=4"))
    assert report.visitor
    await report.visitor.open()
    learning = asyncio.create_task(_learn(report.visitor))
    watching = asyncio.create_task(_watch(server, report))
    shares = [number // CLIENTS + (i < number % CLIENTS) for i in range(CLIENTS)]
    await asyncio.gather(
        *(
            _send_cases(server, report, share, Random(f"{seed}-{i}"))
            for i, share in enumerate(shares)
        )
    )
    for task in (learning, watching):
        task.cancel()
    ends = await asyncio.gather(learning, watching, return_exceptions=True)
    report.troubles += [repr(end) for end in ends if not isinstance(end, asyncio.CancelledError)]
    report.troubles += report.visitor.troubles
    await report.visitor.ask("step")
    await report.visitor.close()
    with urllib.request.urlopen(f"{server.url}_stcore/health", timeout=10) as answer:
        assert answer.status == 200
    return report


async def _send_cases(server: Server, report: Report, number: int, random: Random) -> None:
    client = UntrustedClient(server.url, random)
    await client.connect()
    for _ in range(number):
        if random.random() < WIRE_SHARE:
            kind = random.choice(list(WIRE))
            begin = time.perf_counter()
            trouble = await WIRE[kind](server.url, random)
            report.troubles += [trouble] if trouble else []
            closed, seconds = True, time.perf_counter() - begin
        else:
            kind, make = draw(random)
            closed, seconds = await client.send(make(random, client.page))
        outcome = report.outcomes[kind]
        outcome.sent += 1
        outcome.closed += closed
        outcome.seconds.append(seconds)
    await client.close()
    report.troubles += client.troubles


async def _learn(visitor: Visitor) -> None:
    """Press Step some times, then play for a while, again and again.

    A step is answered at once, so that there are answers however soon the attack is over.
    """
    while True:
        for _ in range(5):
            await visitor.ask("step")
        await visitor.play(5)


async def _watch(server: Server, report: Report) -> None:
    process = psutil.Process(server.process.pid)
    while True:
        report.memory.append(process.memory_info().rss)
        await asyncio.sleep(SAMPLE_SECONDS)
