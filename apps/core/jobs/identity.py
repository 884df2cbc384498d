"""Which process holds a job, and whether it still lives."""

from __future__ import annotations

import functools
import socket
from pathlib import Path

import psutil


@functools.cache
def _host() -> str:
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname()[:60]}/{space}"


def me() -> str:
    """Name this process."""
    return name_of(psutil.Process())


def name_of(process: psutil.Process) -> str:
    """Name a process of this machine: host and process-id space, process id, start time."""
    return f"{_host()}:{process.pid}:{process.create_time():.2f}"


def is_dead(worker: str) -> bool:
    """Tell whether `worker` certainly lives no more; False when it cannot be seen from here (another machine)."""
    host, _, rest = worker.partition(":")
    pid, _, started = rest.partition(":")
    if host != _host() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        return f"{process.create_time():.2f}" != started or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
