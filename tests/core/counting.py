"""A task that only counts."""

from dataclasses import dataclass

from core.tasks import Progress


@dataclass(frozen=True)
class Count:
    """Counts to `to`, with a yield for each number; then raises `error` if there is one."""

    to: int
    cost: float = 1.0
    error: type[Exception] | None = None

    def run(self):
        for i in range(self.to):
            yield Progress(i / self.to, partial_result=i)
        if self.error:
            raise self.error(self.to)
        return self.to
