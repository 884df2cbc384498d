"""The two things of which there is only one: the home folder and the port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path


class Taken(Exception):
    """Somebody else has it; the message says what to do."""


def lock_home(home: Path) -> int:
    """Hold the home folder for this supervisor; returns the lock's file descriptor. Raises Taken."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise Taken(f"PilotBA already runs on {home}. Stop that one, or choose another folder: PILOTBA_HOME=… make run") from None
    return handle


def listen(host: str, port: int) -> socket.socket:
    """Open the port here, so that requests wait instead of failing while the web process starts again. Raises Taken."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise Taken(_explain(error, host, port)) from None
    sock.listen(1024)
    sock.set_inheritable(True)
    return sock


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Stop it, or choose another port: PILOTBA_PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have. Choose one above 1023: PILOTBA_PORT=8000 make run"
    return f"{host}:{port} cannot be listened on: {error.strerror}."
