"""The token bucket."""

import pytest

from web.server.rate_limit import TokenBucket


def test_a_burst_and_then_the_refill_rate():
    now = [0.0]
    bucket = TokenBucket(capacity=3, refill_rate=2, clock=lambda: now[0])
    assert bucket.is_full
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert bucket.retry_after() == bucket.retry_after() == pytest.approx(0.5)
    assert [bucket.take(), bucket.take()] == pytest.approx([0.5, 1.0])
    now[0] = 2.0
    assert not bucket.is_full
    assert bucket.retry_after() == 0
    now[0] = 100
    assert bucket.is_full
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, pytest.approx(0.5)]
