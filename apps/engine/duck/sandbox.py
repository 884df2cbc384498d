"""Run one function over files nobody trusts in a fresh, locked-down child process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import EngineCrashed, QueryCancelled, QueryTimeout
from . import failures
from .confine import SandboxLimits, layers_active
from .processes import start_module

__all__ = ["SandboxLimits", "layers_active", "run_sandboxed"]

_MESSAGE_LIMIT = 64 << 20
_TICK = 0.1


def run_sandboxed(
    function_path: str,
    args: dict[str, Any],
    *,
    read: Sequence[Path] = (),
    write: Sequence[Path] = (),
    limits: SandboxLimits | None = None,
    on_progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Any:
    """Call `module:function(args, report) -> dict` in a child that sees only `read` and `write`, and return its answer.

    `args` and the answer are plain JSON. `report(fraction, message)` in the child calls `on_progress` here; an exception
    it raises ends the child and goes on to the caller. `cancelled` is asked ten times a second.

    Raises the EngineError that the function raised, QueryTimeout after `limits.seconds`, QueryCancelled, and EngineCrashed
    when the child died or failed in a way that is no EngineError.
    """
    limits = limits or SandboxLimits()
    request = {"function": function_path, "args": args, "read": [str(p) for p in read], "write": [str(p) for p in write]}
    with _child() as (process, channel, errors):
        channel.sendall(json.dumps({**request, "limits": limits.as_dict(), "parent": os.getpid()}).encode() + b"\n")
        for message in _messages(channel, time.monotonic() + limits.seconds, cancelled or (lambda: False)):
            if "progress" not in message:
                return _answer(message)
            if on_progress is not None:
                on_progress(*message["progress"])
        raise EngineCrashed(_death(process, errors))


@contextlib.contextmanager
def _child() -> Iterator[tuple[subprocess.Popen[bytes], socket.socket, Any]]:
    """A child on a socket of its own, ended in any case."""
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as errors:
        with theirs:
            process = start_module("apps.engine.duck.sandbox_child", theirs, errors, errors)
        try:
            yield process, ours, errors
        finally:
            process.kill()
            process.wait()


def _messages(channel: socket.socket, deadline: float, cancelled: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """The child's JSON lines until it hangs up; raises on deadline and cancel."""
    channel.settimeout(_TICK)
    pending = bytearray()
    while True:
        if cancelled():
            raise QueryCancelled("The work was cancelled.")
        if time.monotonic() > deadline:
            raise QueryTimeout("The file took longer to read than one file may.")
        try:
            chunk = channel.recv(1 << 16)
        except TimeoutError:
            continue
        except ConnectionResetError:
            return
        if not chunk:
            return
        pending += chunk
        if len(pending) > _MESSAGE_LIMIT:
            raise EngineCrashed("The reading process answered more than it may.")
        *lines, rest = bytes(pending).split(b"\n")
        pending = bytearray(rest)
        yield from map(json.loads, lines)


def _answer(message: dict[str, Any]) -> Any:
    if "error" in message:
        raise failures.from_json(message["error"])
    return message["result"]


def _death(process: subprocess.Popen[bytes], errors: Any) -> str:
    """What people read; the child's last words go to the log of whoever runs us."""
    process.wait()
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4000))
    sys.stderr.write(errors.read().decode(errors="replace"))
    if process.returncode < 0:
        return "The file could not be read: the process that read it was stopped by the system, usually for want of memory."
    return "The file could not be read: the process that read it failed."
