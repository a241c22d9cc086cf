"""Measurements as a Markdown table, and ratios that a noisy machine does not spoil."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence


def seconds_each(
    contestants: Mapping[str, Callable[[], None]], rounds: int
) -> dict[str, list[float]]:
    """Time each contestant once a round, in turn, so that a slow moment hits all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return times


def median_ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """Median over the rounds of how many times longer `slow` took in the same round."""
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    print(f"\n### {title}\n")
    for cells in (columns, ["---"] * len(columns), *rows):
        print("| " + " | ".join(map(str, cells)) + " |")
