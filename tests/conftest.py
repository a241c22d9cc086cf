"""Every test runs on one thread and draws the same examples every time."""

from collections.abc import Iterator

import pytest
import torch
from hypothesis import settings

from tests.server import Server
from web.server import admission

torch.set_num_threads(1)
settings.register_profile("trainscope", derandomize=True, deadline=None, database=None)
settings.load_profile("trainscope")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


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
