"""A claim, its experiments, and the measurement of it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.arrays import Floats
from core.tasks import Progress, TaskRun


class Origin(StrEnum):
    """Where an expected number comes from."""

    PRINTED = "printed in the source"
    READING = "our reading of the source"
    DERIVED = "follows from the source"
    OWN = "an earlier run of this project"
    ASIDE = "printed in the source, beside the statement"


@dataclass(frozen=True)
class Source:
    """A publication; `place` is the section, equation or figure.

    `str` is the short citation: "He et al., 2015".
    """

    authors: str
    year: int
    title: str
    place: str
    url: str

    def __str__(self) -> str:
        names = self.authors.replace(" and ", ", ").split(", ")
        short = f"{names[0]} et al." if len(names) > 2 else self.authors
        return f"{short}, {self.year}"


@dataclass(frozen=True)
class Row:
    """One or more numbers of a kind, with the range that each may have.

    `measured`, `low` and `high` have one entry a number; `expected` and `tolerance` describe the
    range in words.
    """

    what: str
    expected: str
    origin: Origin
    measured: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    tolerance: str

    @property
    def agrees(self) -> bool:
        """Whether every number is in its range; NaN never is."""
        each = zip(self.low, self.measured, self.high, strict=True)
        return all(low <= value <= high for low, value, high in each)

    @property
    def is_aside(self) -> bool:
        """Whether the row is a side remark, which does not decide whether the claim holds."""
        return self.origin is Origin.ASIDE


Rows = tuple[Row, ...]


def around(
    what: str,
    expected: Sequence[float],
    origin: Origin,
    measured: Floats,
    relative: float,
) -> Row:
    """Row of numbers that may differ from the expected ones by the share `relative` of them."""
    slack = [relative * abs(value) for value in expected]
    return Row(
        what,
        ", ".join(f"{value:g}" for value in expected),
        origin,
        tuple(measured.tolist()),
        tuple(value - less for value, less in zip(expected, slack, strict=True)),
        tuple(value + more for value, more in zip(expected, slack, strict=True)),
        f"±{100 * relative:g}%" + (" each" if len(expected) > 1 else ""),
    )


def between(
    what: str,
    expected: str,
    origin: Origin,
    measured: float,
    low: float,
    high: float,
    tolerance: str | None = None,
) -> Row:
    """Row of one number that may be from `low` to `high`."""
    words = tolerance or f"{low:g} to {high:g}"
    return Row(what, expected, origin, (float(measured),), (low,), (high,), words)


def rate(
    what: str, expected: float, origin: Origin, successes: int, n: int, of: int | None = None
) -> Row:
    """Row of a success rate of `n` trials against a probability, or against that of `of` trials.

    They may differ by 4 σ of a binomial sample, or of the difference of two samples, whose rate is
    then smoothed away from 0 and 1.
    """
    likely = expected if of is None else (expected * of + 2) / (of + 4)
    samples = 1 / n + (1 / of if of else 0)
    slack = 4 * math.sqrt(likely * (1 - likely) * samples)
    return Row(
        what,
        f"{expected:.4g}",
        origin,
        (successes / n,),
        (expected - slack,),
        (expected + slack,),
        f"±{slack:.2g}, 4 σ" + (" of two samples" if of else ""),
    )


@dataclass(frozen=True)
class Measurement:
    """The rows measured so far; those of the whole claim once `finished`."""

    rows: Rows
    finished: bool = True

    @property
    def agrees(self) -> bool:
        """Whether everything is measured and every row of the statement agrees."""
        return self.finished and all(row.agrees for row in self.of_statement)

    @property
    def of_statement(self) -> Rows:
        """The rows that decide whether the claim holds."""
        return tuple(row for row in self.rows if not row.is_aside)

    @property
    def asides(self) -> Rows:
        """The rows of side remarks of the source."""
        return tuple(row for row in self.rows if row.is_aside)


@dataclass(frozen=True)
class Experiment:
    """One part of a claim; `cost` is about how many seconds a busy core takes."""

    cost: float
    run: Callable[[], TaskRun[Rows]]


@dataclass(frozen=True)
class Claim:
    """A published statement, and the experiments that check it here.

    `setting` describes the experiments exactly, and how they differ from the source; `remark` is
    what a reader of the numbers should know.
    """

    title: str
    statement: str
    source: Source
    setting: str
    experiments: tuple[Experiment, ...]
    remark: str = ""

    @property
    def cost(self) -> float:
        """About how many seconds a busy core takes."""
        return sum(experiment.cost for experiment in self.experiments)

    def measure(self) -> TaskRun[Measurement]:
        """Run the experiments one after the other; partial results have the rows so far."""
        rows: Rows = ()
        done = 0.0
        for experiment in self.experiments:
            steps = experiment.run()
            try:
                while True:
                    share = (done + experiment.cost * next(steps).share) / self.cost
                    yield Progress(share, Measurement(rows, finished=False))
            except StopIteration as finished:
                rows += finished.value
            done += experiment.cost
        return Measurement(rows)


def undivided(cost: float, measure: Callable[[], Rows]) -> Experiment:
    """An experiment that is too short to yield any progress on its way."""

    def run() -> TaskRun[Rows]:
        yield Progress(0.0)
        return measure()

    return Experiment(cost, run)
