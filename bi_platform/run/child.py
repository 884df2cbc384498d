"""One child of the supervisor: started, watched, started again with growing pauses, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from .family import kill_group, start_of_child

_LONGEST_PAUSE = float(os.environ.get("PILOTBA_RESTART_SECONDS", "10"))
_STEADY_SECONDS = 20.0


@dataclass
class Child:
    """`command` are Python's arguments; `fds` stay open in the child."""

    name: str
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    wait_until: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own; it dies with us."""
        me = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  -- our own modules, no shell
            [sys.executable, *self.command],
            env={**os.environ, **self.environ},
            pass_fds=self.fds,
            preexec_fn=lambda: start_of_child(me),  # noqa: PLW1509  -- the supervisor has one thread
            stdin=subprocess.DEVNULL,
        )

    def look_after(self) -> str:
        """Start it again when it died and its pause is over; returns what happened, for the log."""
        if self.process is None:
            return self._start_again()
        code = self.process.poll()
        if code is None:
            return ""
        kill_group(self.process.pid)  # what it had started
        self.deaths = 0 if time.monotonic() - self.started > _STEADY_SECONDS else self.deaths + 1
        self.wait_until = time.monotonic() + min(_LONGEST_PAUSE, 0.2 * 2**self.deaths - 0.2)
        self.process = None
        return f"{self.name} ended ({_explain(code)}); it starts again"

    def _start_again(self) -> str:
        if time.monotonic() >= self.wait_until:
            self.start()
        return ""

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def ask_to_stop(self) -> None:
        """Let it finish what it can."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def make_stop(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds), then kill it and all it started."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        kill_group(self.process.pid)
        self.process.wait()


def _explain(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
