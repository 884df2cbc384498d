"""The pool's hold on its zygote and on single worker processes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ..errors import EngineBusy
from . import frames
from .confine import ROOT, SandboxLimits, clean_environment

START_SECONDS = 20.0


class Zygote:
    """Starts workers; started itself at first need and again when it has died."""

    def __init__(self, folder: Path, limits: SandboxLimits) -> None:
        self._folder, self._limits, self._guard = folder, limits, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def has_died(self) -> bool:
        """Whether the zygote is gone; waits a moment, for its workers die a little before it does."""
        try:
            return self._process is None or self._process.wait(0.1) is not None
        except subprocess.TimeoutExpired:
            return False

    def spawn(self) -> Worker:
        """A new unassigned worker. Raises EngineBusy when no process can be started."""
        with self._guard:
            for _ in range(2):
                try:
                    return self._fork(self._control or self._start())
                except OSError:
                    self._stop()
        raise EngineBusy("No query process could be started. Try again in a moment.")

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = start_module("apps.engine.duck.zygote", theirs, subprocess.DEVNULL)
        ours.settimeout(START_SECONDS)
        self._control = ours
        if ours.recv(16) != b"ready":
            raise OSError("the zygote did not start")
        return ours

    def _fork(self, control: socket.socket) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(control, [json.dumps({"limits": self._limits.as_dict()}).encode()], [theirs.fileno()])
            answer, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
            if not answer:
                raise OSError("the zygote has gone")
        except OSError:
            ours.close()
            raise
        scratch = Path(tempfile.mkdtemp(prefix="query-", dir=self._folder))
        return Worker(json.loads(answer)["pid"], descriptors[0] if descriptors else -1, ours, scratch)

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def close(self) -> None:
        """End the zygote, and by that its workers."""
        with self._guard:
            self._stop()


def start_module(module: str, channel: socket.socket, output: IO[bytes] | int, errors: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Our own Python on `module` with a clean environment, `channel` as its standard input and no other descriptor."""
    return subprocess.Popen(  # noqa: S603  # our own interpreter and modules
        [sys.executable, "-s", "-m", module], stdin=channel.fileno(), stdout=output, stderr=errors, env=clean_environment(), cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip


@dataclass(eq=False)
class Worker:
    """One query process: its socket, its folder, and whose it is."""

    pid: int
    process: int
    channel: socket.socket
    scratch: Path
    born: float = field(default_factory=time.monotonic)
    key: Any = None
    served: int = 0
    used: float = 0.0
    resident_mb: int = 0

    def __post_init__(self) -> None:
        self.source, self.sink = self.channel.makefile("rb"), self.channel.makefile("wb")
        self._ended = threading.Lock()
        self._gone = False

    def assign(self, key: Any, assignment: dict[str, Any]) -> None:
        """Give the worker its tables; once. Refusals arrive with the first query."""
        self.key = key
        frames.send(self.sink, {**assignment, "scratch": str(self.scratch)})

    @property
    def alive(self) -> bool:
        """Whether the process runs, holds its end of the socket and has nothing unread for us."""
        with self._ended:  # a pidfd can be read once its process has ended, also while a sibling still holds the socket
            watched: list[int | socket.socket] = [self.channel, self.process] if self.process >= 0 else [self.channel]
            return not self._gone and not select.select(watched, [], [], 0)[0]

    def kill(self) -> None:
        """End the process now (SIGKILL) and wake whoever reads from it; any thread, any number of times."""
        with self._ended:
            if self._gone:
                return
            self._gone = True
            with contextlib.suppress(OSError):
                if self.process >= 0:
                    signal.pidfd_send_signal(self.process, signal.SIGKILL)
                else:
                    os.kill(self.pid, signal.SIGKILL)
            if self.process >= 0:
                os.close(self.process)
            with contextlib.suppress(OSError):
                self.channel.shutdown(socket.SHUT_RDWR)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def discard(self) -> None:
        """Kill, and close our ends; only for the thread that has the worker."""
        self.kill()
        for end in (self.sink, self.source, self.channel):
            with contextlib.suppress(OSError, ValueError):
                end.close()
