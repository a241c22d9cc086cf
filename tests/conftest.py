"""Every test runs on one thread and draws the same examples every time."""

import pytest
import torch
from hypothesis import settings

from web.server import admission

torch.set_num_threads(1)
settings.register_profile("trainscope", derandomize=True, deadline=None, database=None)
settings.load_profile("trainscope")


class Clock:
    """A clock that stands where a test puts it, in seconds."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def unlimited_admission(monkeypatch):
    """Sessions of tests are never closed: nobody shall wait for one to go."""
    monkeypatch.setattr(admission, "ADMISSION", admission.Admission(10_000))
