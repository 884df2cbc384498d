"""A real server with one dataset, for the benchmarks that go through HTTP.

`with server() as site:` makes a home of its own, a person with a token, a dataset of a million points, and starts uvicorn on
loopback. Beside the product's own addresses the server has /bench/static (the bytes of `site.static` in one body) and
/bench/json (all rows as JSON), the references of the transfer benchmark.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Site:
    """Where the server is and what it holds; `connection` is kept open."""

    port: int
    token: str
    dataset: str
    hot: Path
    static: Path
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def post(self, path: str, body: dict[str, Any], accept: str = "application/json") -> bytes:
        """The whole answer; an error of the server is one here."""
        return self.open(path, body, accept).read()

    def open(
        self, path: str, body: dict[str, Any] | None = None, accept: str = "*/*", headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """The answer once its head is here."""
        headers = {"Accept": accept, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | (headers or {})
        self.connection.request("POST" if body is not None else "GET", path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {response.read()[:500]!r}")
        return response


@contextlib.contextmanager
def server() -> Iterator[Site]:
    """Start, wait until it answers, stop."""
    with tempfile.TemporaryDirectory(prefix="pilotba-bench-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {
            **os.environ, "PILOTBA_PROFILE": "embedded", "PILOTBA_HOME": home, "PILOTBA_PORT": str(port), "PILOTBA_LOG_LEVEL": "WARNING",
            "PILOTBA_SAMPLE": "0", "BENCH_STATIC": f"{home}/static.arrow",
        }  # fmt: skip
        made = json.loads(_python(["-m", "benchmarks.seed"], environment).splitlines()[-1])
        command = [sys.executable, "-m", "uvicorn", "benchmarks.serve_app:application", "--port", str(port), "--log-level", "error"]
        process = subprocess.Popen(command, env=environment, cwd=ROOT)
        try:
            _wait(port, process)
            yield Site(port, made["token"], made["dataset"], Path(made["hot"]), Path(home) / "static.arrow")
        finally:
            process.terminate()
            process.wait(20)


def _python(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not answer")


def password() -> str:
    """A password nobody knows."""
    return secrets.token_urlsafe(20) + "aA1!"
