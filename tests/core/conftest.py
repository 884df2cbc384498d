"""What the tests of core share."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from apps.core.jobs import queue, reconcile
from apps.core.logs import formatter


class Lines(logging.Handler):
    """Log lines as the JSON that operators get."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(formatter(json=True))
        self.lines: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def capture_logs():
    """A list that fills with the parsed log lines of the test."""
    handler = Lines()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


@pytest.fixture
def no_broker(settings, monkeypatch):
    """Jobs stay in the queue until the test runs them; the broker only remembers what it was sent."""
    settings.PILOTBA = replace(settings.PILOTBA, jobs_eager=False)
    sent: list[str] = []
    monkeypatch.setattr(queue, "send", lambda job_id: sent.append(job_id) or True)
    monkeypatch.setattr(reconcile, "send", lambda job_id: sent.append(job_id) or True)
    monkeypatch.setattr("apps.core.jobs.actions.send", lambda job_id: sent.append(job_id) or True)
    return sent
