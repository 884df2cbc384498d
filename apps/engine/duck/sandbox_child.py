"""The child's side of `run_sandboxed`: lock the door, import the function, call it, answer."""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EngineCrashed, EngineError, FileRefused
from . import confine, failures

_EVERY = 0.05


def main() -> None:
    """Read one request from standard input (a socket), run it, answer, and be gone."""
    channel = socket.socket(fileno=os.dup(0))
    with channel.makefile("rb") as lines:
        request = json.loads(lines.readline())
    confine.die_with(request["parent"])
    _send(channel, run(request, _reporter(channel)))
    channel.close()
    sys.stdout.flush()
    os._exit(0)  # skip the engine's destructors: nothing in this process is worth saving


def run(request: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """Confine this process and call the function; the answer is `{"result": …}` or `{"error": …}`."""
    module, _, name = request["function"].partition(":")
    importlib.import_module(module.partition(".")[0])  # the top folder cannot be listed once locked
    confine.limit(confine.SandboxLimits(**request["limits"]))
    if request["write"]:
        os.environ["TMPDIR"] = tempfile.tempdir = request["write"][0]
    confine.lock([Path(p) for p in request["read"]], [Path(p) for p in request["write"]])
    try:  # imported behind the lock: threads that libraries start at import are confined too
        return {"result": getattr(importlib.import_module(module), name)(request["args"], report)}
    except Exception as error:
        return {"error": failures.to_json(_as_engine_error(error))}


def _as_engine_error(error: Exception) -> EngineError:
    if isinstance(error, EngineError):
        return error
    sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return FileRefused("The file needs more memory to read than one file may use. Split it, or upload it as Parquet.", limit="memory")
    return EngineCrashed("The file could not be read: its reader failed.", cause=type(error).__name__)


def _reporter(channel: socket.socket) -> Callable[[float, str], None]:
    """Progress at most twenty times a second, the last step always; callable from any thread of the child."""
    last, guard = [0.0], threading.Lock()

    def report(fraction: float, message: str = "") -> None:
        with guard:
            now = time.monotonic()
            if now - last[0] >= _EVERY or fraction >= 1:
                last[0] = now
                _send(channel, {"progress": [round(float(fraction), 4), message]})

    return report


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message, default=str).encode() + b"\n")


if __name__ == "__main__":
    main()
