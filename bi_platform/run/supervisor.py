"""The family: web, worker, scheduler. Standard library only, so that the parent stays small and cannot fail with the product."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from .child import Child
from .stamp import is_prepared, set_prepared

_STOP_SECONDS = 3.5
_TICK = 0.1


class Supervisor:
    """Starts the children, watches them, stops them."""

    def __init__(self, home: Path, port: int, sock: socket.socket) -> None:
        self.home, self.port, self.sock = home, port, sock
        self.stopping = False
        workers = os.environ.get("PILOTBA_WORKERS", "2")
        self.web = Child("web", ["-m", "bi_platform.run.web", str(sock.fileno())], fds=(sock.fileno(),))
        self.worker = Child("worker", ["-m", "bi_platform.run.worker", workers])
        self.scheduler = Child("scheduler", ["-m", "bi_platform.run.scheduler"])
        self.children: list[Child] = []

    def run(self) -> int:
        """Run until SIGINT or SIGTERM; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            return self._live()
        finally:
            self._end()

    def _live(self) -> int:
        prepared = is_prepared(self.home)
        link = "" if prepared else prepare("all")
        if not prepared:
            set_prepared(self.home)
        self._add(self.web)
        link = link or prepare("link")
        self._wait_for_web()
        self._add(self.worker, self.scheduler)
        self._say(link)
        while not self.stopping:
            before = [child.pid for child in self.children]
            for child in self.children:
                if what := child.look_after():
                    say(what)
            if before != [child.pid for child in self.children]:
                self._write_down()
            time.sleep(_TICK)
        return 0

    def _add(self, *children: Child) -> None:
        for child in children:
            child.start()
            self.children.append(child)
        self._write_down()

    def _write_down(self) -> None:
        """Who is who, for operators."""
        (self.home / "processes.json").write_text(json.dumps({c.name: c.pid for c in self.children}), encoding="utf-8")

    def _wait_for_web(self) -> None:
        """Give the web process the processor until it answers."""
        deadline = time.monotonic() + 30
        while not self.stopping and time.monotonic() < deadline:
            if self.web.process is None or self.web.process.poll() is not None:
                self.web.look_after()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2).close()
            except (OSError, urllib.error.URLError):
                time.sleep(_TICK)
            else:
                return

    def _say(self, link: str) -> None:
        say(f"PilotBA runs on {os.environ.get('PILOTBA_BASE_URL') or f'http://localhost:{self.port}'}")
        if link:
            say(f"Sign in once, within 24 hours: {link}")
        say("Stop with Ctrl+C")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.make_stop(deadline)
        self.sock.close()


def prepare(what: str) -> str:
    """Run the preparation in a process of its own; returns the sign-in link. Exits with its message when it fails."""
    command = [sys.executable, "-m", "bi_platform.run.prepare", what]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, start_new_session=True)  # noqa: S603  -- our own module
    if done.returncode:
        raise SystemExit("PilotBA could not get ready; the reason stands above.")
    return str(json.loads(done.stdout.splitlines()[-1])["link"])


def say(text: str) -> None:
    """One line for people."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
