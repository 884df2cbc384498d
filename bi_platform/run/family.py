"""Parents and children: nobody outlives the supervisor. Standard library only."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask Linux to signal this process when its parent ends, however that happens; elsewhere the clean stop has to do."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def start_of_child(parent: int) -> None:
    """Between fork and exec: lead a process group of one's own and die with `parent` (which may have died already)."""
    os.setsid()
    die_with_parent()
    if os.getppid() != parent:
        os._exit(1)


def kill_group(pid: int, number: int = signal.SIGKILL) -> None:
    """Signal the child `pid` and everything it started."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return
