"""A small seccomp filter by ctypes: the system calls a query never makes fail with EPERM.

It closes what Landlock leaves open: sockets of any kind (also UDP), changing modes and owners, starting programs,
looking into other processes, io_uring (which would walk around both). The filter is classic BPF as in seccomp(2).
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from functools import cache

# Numbers from the kernel's syscall tables: name, x86_64, aarch64 (None where the architecture has no such call).
_REFUSED = (
    ("socket", 41, 198), ("connect", 42, 203), ("bind", 49, 200), ("listen", 50, 201), ("execve", 59, 221), ("execveat", 322, 281),
    ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("pidfd_getfd", 438, 438),
    ("chmod", 90, None), ("fchmod", 91, 52), ("fchmodat", 268, 53), ("fchmodat2", 452, 452), ("chown", 92, None), ("fchown", 93, 55),
    ("lchown", 94, None), ("fchownat", 260, 54), ("setxattr", 188, 5), ("lsetxattr", 189, 6), ("fsetxattr", 190, 7),
    ("mount", 165, 40), ("umount2", 166, 39), ("unshare", 272, 97), ("setns", 308, 268), ("chroot", 161, 51), ("pivot_root", 155, 41),
    ("bpf", 321, 280), ("perf_event_open", 298, 241), ("userfaultfd", 323, 282), ("io_uring_setup", 425, 425),
    ("keyctl", 250, 219), ("add_key", 248, 217), ("request_key", 249, 218), ("kexec_load", 246, 104), ("init_module", 175, 105),
    ("finit_module", 313, 273), ("open_by_handle_at", 304, 265), ("kcmp", 312, 272), ("personality", 135, 92),
)  # fmt: skip
_ARCHES = {"x86_64": (0xC000003E, 1), "aarch64": (0xC00000B7, 2)}
_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050001
_LOAD, _EQUAL, _ATLEAST, _RETURN = 0x20, 0x15, 0x35, 0x06


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


@cache
def available() -> bool:
    """Whether this kernel and architecture can be filtered."""
    return sys.platform == "linux" and platform.machine() in _ARCHES and ctypes.CDLL(None).prctl(21, 0, 0, 0, 0) >= 0


def restrict() -> bool:
    """Filter the calling thread and all it starts; needs no_new_privs. False where it cannot be done."""
    if not available():
        return False
    code = _code()
    program = _Program(len(code) // 8, code)
    return bool(ctypes.CDLL(None).prctl(22, 2, ctypes.byref(program), 0, 0) == 0)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def _code() -> bytes:
    arch, column = _ARCHES[platform.machine()]
    numbers = [row[column] for row in _REFUSED if row[column] is not None]
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if column == 1:  # the x32 numbers are a second door to the same calls
        steps += [(_ATLEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _EPERM)]
    steps += [(_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]  # type: ignore[misc]  # None was left out above
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _EPERM)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
