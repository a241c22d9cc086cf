"""A token bucket: a limit on how often something may happen."""

import time
from collections.abc import Callable


class TokenBucket:
    """Holds up to `capacity` tokens and gains `refill_rate` a second; each event takes one.

    It begins full, so `capacity` events may happen at once.
    """

    def __init__(
        self, capacity: float, refill_rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._capacity, self._refill_rate, self._clock = capacity, refill_rate, clock
        self._tokens, self._refilled_at = capacity, clock()

    def retry_after(self) -> float:
        """Seconds until there is a token; 0 if there is one."""
        self._refill()
        return max(1 - self._tokens, 0.0) / self._refill_rate

    def take(self) -> float:
        """Take a token, on credit if there is none; return the seconds until it would be there."""
        early = self.retry_after()
        self._tokens -= 1
        return early

    @property
    def is_full(self) -> bool:
        """Whether the bucket is as full as a new one."""
        self._refill()
        return self._tokens >= self._capacity

    def _refill(self) -> None:
        now = self._clock()
        refilled = self._tokens + (now - self._refilled_at) * self._refill_rate
        self._tokens, self._refilled_at = min(refilled, self._capacity), now
