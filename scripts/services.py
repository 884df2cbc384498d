"""Which services tests can reach: PostgreSQL, Redis, RabbitMQ, and an S3 server that is started here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_DEFAULTS = {
    "DATABASE_URL": "postgresql://postgres@127.0.0.1:5432/postgres",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
}


def missing() -> list[str]:
    """Return the names of the services that nobody answers for."""
    return [name for name in _DEFAULTS if not _answers(_url(name))]


def _url(name: str) -> str:
    return os.environ.get(name) or _DEFAULTS[name]


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "localhost", parts.port or 5432), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """The environment of a run on services, with an S3 server that lives as long as the block."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield {
            **os.environ,
            **{name: _url(name) for name in _DEFAULTS},
            "PILOTBA_TEST_SERVICES": "1",
            "PILOTBA_S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "PILOTBA_S3_BUCKET": "pilotba-test",
            "PILOTBA_S3_KEY": "tests",
            "PILOTBA_S3_SECRET": "tests-only",
        }
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    deadline = time.monotonic() + 20
    while not _answers(url):
        if time.monotonic() > deadline:
            raise SystemExit("The S3 server for the tests did not start.")
        time.sleep(0.1)
