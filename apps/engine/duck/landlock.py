"""Landlock by ctypes: this process, and whatever it starts, may touch only the named paths and open no TCP connection.

The kernel's own description is Documentation/userspace-api/landlock.rst; the constants below are its ABI. Where the
kernel has no Landlock, `abi()` is 0 and `restrict` does nothing: the caller says so on the system page.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_READ = _READ_FILE | _READ_DIR
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_NO_TCP, _NO_SIGNALS_OR_ABSTRACT_SOCKETS = 0b11, 0b11


@cache
def abi() -> int:
    """The kernel's Landlock version; 0 where there is none or it is switched off."""
    if not hasattr(os, "O_PATH"):
        return 0
    return max(0, int(_libc().syscall(_CREATE, None, ctypes.c_size_t(0), 1)))


def restrict(read: Iterable[Path], write: Iterable[Path]) -> int:
    """Confine the calling thread and its later children; returns the ABI used (0 = nothing was done).

    `read` paths may be read, `write` folders also written below; nothing may be executed. Threads that exist already
    are not confined, so call it before any is started. Paths that do not exist are left out.
    """
    version = abi()
    if not version:
        return 0
    fs = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    ruleset = _syscall(_CREATE, *_ruleset(version, fs), 0)
    try:
        for paths, access in ((read, _READ), (write, fs & ~_EXECUTE)):
            for path in paths:
                _allow(ruleset, path, access & fs)
        _libc().prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS, without which the kernel refuses
        _syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _ruleset(version: int, fs: int) -> tuple[bytes, ctypes.c_size_t]:
    """The kernel's `landlock_ruleset_attr`, as long as this ABI knows it."""
    words = [fs] + [_NO_TCP] * (version >= 4) + [_NO_SIGNALS_OR_ABSTRACT_SOCKETS] * (version >= 6)
    return struct.pack(f"{len(words)}Q", *words), ctypes.c_size_t(8 * len(words))


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        access = access if path.is_dir() else access & _ON_FILES
        _syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", access, opened), 0)
    finally:
        os.close(opened)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _syscall(number: int, *args: object) -> int:
    result = int(_libc().syscall(number, *args))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
