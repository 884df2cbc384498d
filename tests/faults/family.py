"""A whole installation in a home of its own: supervisor, web, worker, scheduler, on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "admin@example.com", "correct horse 7 Battery"


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**variables: str) -> dict[str, str]:
    """Our environment without what other tests may have said about the product."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PILOTBA", "DJANGO", "COV_CORE"))}
    return {**kept, **variables}


class Family:
    """Start it, talk to it, kill parts of it."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home, self.port, self.token = home, free_port(), ""
        self.environ = clean_environment(
            PILOTBA_HOME=str(home),
            PILOTBA_PORT=str(self.port),
            PILOTBA_SAMPLE="0",
            PILOTBA_ADMIN_EMAIL=EMAIL,
            PILOTBA_ADMIN_PASSWORD=PASSWORD,
            PILOTBA_RESTART_SECONDS="0.5",
            **variables,
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; returns the seconds to the first page."""
        started = time.monotonic()
        log = (self.home / "output.log").open("ab") if self.home.exists() else subprocess.DEVNULL
        self.process = subprocess.Popen([sys.executable, "-m", "bi_platform.run"], cwd=ROOT, env=self.environ, stdout=log, stderr=log)
        self.until(lambda: self.status("/accounts/login/") == 200, 60, "no page")
        return time.monotonic() - started

    def until(self, condition: Any, seconds: float, otherwise: str) -> None:
        """Wait for `condition`."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, otherwise
            assert self.process is None or self.process.poll() is None, "the supervisor ended"
            time.sleep(0.05)

    def is_ready(self) -> bool:
        return self.status("/health/ready") == 200

    def status(self, path: str) -> int:
        """The status of a page; 0 without an answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def sign_in(self) -> None:
        self.token = str(self.call("/api/v1/auth/token", {"email": EMAIL, "password": PASSWORD})["access"])

    def call(self, path: str, body: Any = None, *, content: bytes = b"", kind: str = "application/json") -> Any:
        """One API call; raises OSError (also for error answers) when there is no good answer."""
        data = content or (json.dumps(body).encode() if body is not None else None)
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers={"Content-Type": kind})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def upload(self, name: str, rows: int) -> tuple[str, str]:
        """Upload a file of so many rows; returns the ids of job and dataset."""
        lines = "".join(f"{number},{number % 7},group {number % 3}\n" for number in range(rows))
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}.csv"\r\nContent-Type: text/csv\r\n\r\n'
        content = f"{head}id,amount,part\n{lines}\r\n--{edge}--\r\n".encode()
        answer = self.call("/api/v1/datasets/upload", content=content, kind=f"multipart/form-data; boundary={edge}")
        return answer["job_id"], answer["dataset_id"]

    def job(self, job_id: str) -> dict[str, Any]:
        return dict(self.call(f"/api/v1/jobs/{job_id}"))

    def members(self) -> dict[str, list[psutil.Process]]:
        """Processes by role: web, worker, scheduler, job (the worker's children), engine (what those started)."""
        out: dict[str, list[psutil.Process]] = {}
        for child in psutil.Process(self.process.pid).children() if self.process else []:
            line = " ".join(child.cmdline())
            role = next((name for name in ("web", "worker", "scheduler") if f"bi_platform.run.{name}" in line), "other")
            out.setdefault(role, []).append(child)
        for worker in out.get("worker", []):
            out["job"] = worker.children()
            out["engine"] = [process for job in out["job"] for process in job.children(recursive=True)]
        return out

    def kill(self, role: str) -> bool:
        """kill -9 one process of that role; False when there is none."""
        try:
            found = self.members().get(role, [])
            if found:
                found[-1].kill()
            return bool(found)
        except psutil.NoSuchProcess:
            return False

    def stop(self) -> float:
        """Ctrl+C; returns the seconds it took."""
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(15) == 0
        return time.monotonic() - started

    def leftovers(self) -> list[str]:
        """Processes that still belong to this home."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("PILOTBA_HOME") == str(self.home) and process.pid != os.getpid():
                    found.append(" ".join(process.cmdline()) or process.name())
            except psutil.Error:
                continue
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database directly."""
        database = sqlite3.connect(f"file:{self.home / 'pilotba.sqlite3'}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()
