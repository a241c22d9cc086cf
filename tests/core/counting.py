"""Long work that only counts."""

from dataclasses import dataclass

from core.tasks import Progress


@dataclass(frozen=True)
class Count:
    """Counts to `to`, a piece a number, and raises `trouble` where there is one."""

    to: int
    cost: float = 1.0
    trouble: type[Exception] | None = None

    def run(self):
        for i in range(self.to):
            yield Progress(i / self.to, partial_result=i)
        if self.trouble:
            raise self.trouble(self.to)
        return self.to
