"""Which layers stand between people's SQL or uploads and this host, in words."""

from __future__ import annotations

from dataclasses import dataclass

from apps.engine.duck import confine

# Without these a hole in the engine reaches other people's files or the network.
NEEDED = ("landlock_files", "landlock_truncate", "landlock_tcp", "resource_limits", "no_new_privileges")
_WORDS = {
    "process": "A process of its own for each person's SQL, without secrets",
    "guard": "The guard reads every statement before it runs",
    "resource_limits": "Limits of memory, processor time and open files",
    "no_new_privileges": "No way to gain rights",
    "landlock_files": "Only the granted files can be opened (Landlock)",
    "landlock_truncate": "Files cannot be cut short (Landlock)",
    "landlock_tcp": "No TCP connections (Landlock)",
    "landlock_signals": "No signals to other processes (Landlock)",
    "seccomp": "Dangerous system calls are refused (seccomp)",
    "dies_with_parent": "It ends with the process that started it",
}


@dataclass(frozen=True)
class Layer:
    """One layer; `needed` before workspaces that distrust each other share this installation."""

    name: str
    words: str
    active: bool
    needed: bool


def layers() -> list[Layer]:
    """Every layer and whether this host has it."""
    return [Layer(name, _WORDS.get(name, name.replace("_", " ")), on, name in NEEDED) for name, on in confine.layers_active().items()]
