"""Fixtures of pages whose jobs leave results for every visitor."""

import pytest

from web.jobs import jobs


@pytest.fixture
def no_results(monkeypatch):
    """A store of results that is empty at first."""
    monkeypatch.setattr(jobs, "RESULTS", jobs.Results(100))
