"""What every child process of the engine does to itself before it touches somebody's data."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import site
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import landlock, seccomp

ROOT = Path(__file__).resolve().parents[3]
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/dev/null", "/dev/zero", "/dev/urandom",
           "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/fs/cgroup", "/sys/devices/system/cpu")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one child may use: wall and CPU seconds, address space and largest file in MB, open files, niceness."""

    seconds: float = 600.0
    cpu_seconds: int = 1200
    memory_mb: int = 4096
    file_mb: int = 65536
    files: int = 256
    nice: int = 5

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def clean_environment() -> dict[str, str]:
    """The whole environment of a child: no secret of ours, none of the machine's."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    fixed = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **fixed}


def limit(limits: SandboxLimits) -> None:
    """Apply the resource limits and let the kernel choose this process first when memory runs out."""
    for which, amount in (
        (resource.RLIMIT_AS, limits.memory_mb << 20),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_mb << 20),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS; `layers_active` says so
            resource.setrlimit(which, (allowed, allowed))
    with contextlib.suppress(OSError):
        os.nice(limits.nice)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent goes, and go at once when it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)


def lock(read: Iterable[Path], write: Iterable[Path]) -> None:
    """No new privileges, only these files (and Python's own), no network, no exec; for ever."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    landlock.restrict([*code_paths(), *read], write)
    seccomp.restrict()


def code_paths() -> list[Path]:
    """Where Python, its packages and ours live: a child may read them to import what it has not yet."""
    own = {ROOT / "apps", *map(Path, (sys.prefix, sys.base_prefix, *site.getsitepackages()))}
    return [*own, *map(Path, _SYSTEM)]


def layers_active() -> dict[str, bool]:
    """Which layers of the sandbox this machine has, for the system page; process and guard are always there."""
    linux = sys.platform == "linux"
    return {
        "process": True,
        "guard": True,
        "resource_limits": linux,
        "no_new_privileges": linux,
        "landlock_files": landlock.abi() >= 1,
        "landlock_truncate": landlock.abi() >= 3,
        "landlock_tcp": landlock.abi() >= 4,
        "landlock_signals": landlock.abi() >= 6,
        "seccomp": seccomp.available(),
        "dies_with_parent": linux,
    }
