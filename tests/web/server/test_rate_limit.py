"""A limit on how often something may happen."""

import pytest

from web.server.rate_limit import TokenBucket


def test_so_many_at_once_and_then_so_many_a_second():
    now = [0.0]
    bucket = TokenBucket(burst=3, rate=2, clock=lambda: now[0])
    assert bucket.full
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert bucket.wait() == bucket.wait() == pytest.approx(0.5)
    assert [bucket.take(), bucket.take()] == pytest.approx([0.5, 1.0])
    now[0] = 2.0
    assert not bucket.full
    assert bucket.wait() == 0
    now[0] = 100
    assert bucket.full
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, pytest.approx(0.5)]
