"""Functions that the tests run inside sandboxed children; each tries one thing and tells how it went."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apps.engine.errors import FileRefused

Report = Callable[[float, str], None]


def _try(action: Callable[[], Any]) -> str:
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return "done"


def probe(args: dict[str, Any], report: Report) -> dict[str, Any]:
    path = Path(args["path"])
    report(0.5, "half")
    return {
        "environment": sorted(os.environ),
        "write": _try(lambda: path.write_text("x")),
        "read": _try(path.read_bytes),
        "passwd": _try(Path("/etc/passwd").read_bytes),
        "listing": _try(lambda: os.listdir("/")),
        "tcp": _try(lambda: socket.create_connection(("127.0.0.1", 5432), timeout=1)),
        "udp": _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
        "exec": _try(lambda: subprocess.run(["/bin/true"], check=True)),
        "chmod": _try(lambda: os.chmod(path, 0o777)),
        "signal": _try(lambda: os.kill(os.getppid(), signal.SIGCONT)),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }


def fail(args: dict[str, Any], report: Report) -> dict[str, Any]:
    how = args["how"]
    if how == "engine":
        raise FileRefused("The sheet is empty.", sheet="One")
    if how == "crash":
        ctypes.string_at(0)
    if how == "memory":
        return {"size": len(bytearray(8 << 30))}
    if how == "exit":
        os._exit(3)
    if how == "sleep":
        time.sleep(60)
    raise RuntimeError("a bug")
