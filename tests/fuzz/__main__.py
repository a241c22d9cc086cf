"""`make fuzz`: sends 10,000 hostile messages, addresses and frames, and prints a table of outcomes.

`python -m tests.fuzz NUMBER SEED` sends NUMBER cases drawn from SEED. Some depend on what a page
shows at that moment, so a seed does not repeat a run exactly.
"""

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.table import show
from tests.fuzz.fuzz import Report, fuzz, watched_server

LONG = 10_000


def report(seen: Report) -> None:
    """Print what was seen."""
    show(
        "What untrusted clients sent",
        ["", "sent", "connections closed", "answered, median", "slowest"],
        [
            [
                kind,
                outcome.sent,
                outcome.closed,
                f"{statistics.median(outcome.seconds):.2f} s",
                f"{max(outcome.seconds):.2f} s",
            ]
            for kind, outcome in sorted(seen.outcomes.items())
        ],
    )
    show(
        "Effects on the visitor and the server",
        ["", "measured", "goal"],
        [
            ["troubles", len(seen.troubles), 0],
            ["ticks of the visitor", len(seen.ticks), ""],
            ["a tick, median", f"{statistics.median(seen.ticks):.2f} s", ""],
            ["a tick, slowest", f"{max(seen.ticks):.2f} s", ""],
            ["memory, at the start", f"{seen.memory[0] / 1e6:.0f} MB", ""],
            ["memory, most", f"{max(seen.memory) / 1e6:.0f} MB", "below 1,000 MB"],
        ],
    )


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else LONG
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    print(f"{number:,} cases, seed {seed}")
    with TemporaryDirectory() as folder:
        server = watched_server(Path(folder) / "log.txt")
        seen = fuzz(server, number, seed)
        server.stop()
        log = server.log.read_text()
    for trouble in seen.troubles:
        print(trouble)
    broken = bool(seen.troubles) or "Traceback" in log or "OUTBOUND" in log
    if broken:
        print(log)
    report(seen)
    sys.exit(broken)
