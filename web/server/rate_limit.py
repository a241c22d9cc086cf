"""A limit on how often something may happen."""

import time
from collections.abc import Callable


class TokenBucket:
    """Lets something happen `rate` times a second in the long run, and `burst` times at once."""

    def __init__(
        self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._tokens, self._seen = burst, clock()

    def wait(self) -> float:
        """Seconds until it may happen."""
        now = self._clock()
        self._tokens = min(self._tokens + (now - self._seen) * self._rate, self._burst)
        self._seen = now
        return max(1 - self._tokens, 0.0) / self._rate

    def take(self) -> float:
        """Note that it happens; return how many seconds too early that is."""
        early = self.wait()
        self._tokens -= 1
        return early

    @property
    def full(self) -> bool:
        """Whether it has not happened for so long that nothing is left to remember."""
        self.wait()
        return self._tokens >= self._burst
