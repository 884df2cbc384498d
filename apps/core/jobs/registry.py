"""The kinds of jobs: name -> function, filled by the apps' tasks.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from .run import JobRun

Work = Callable[..., dict[str, Any] | None]
W = TypeVar("W", bound=Work)
DEFAULT_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: `work(run, **params)` returns the job's result."""

    name: str
    work: Work
    max_attempts: int


_kinds: dict[str, Kind] = {}


def job(name: str, *, max_attempts: int = DEFAULT_ATTEMPTS) -> Callable[[W], W]:
    """Register the decorated `def work(run: JobRun, **params) -> dict | None` as the kind `name`."""

    def register(work: W) -> W:
        _kinds[name] = Kind(name, work, max_attempts)
        return work

    return register


def find(name: str) -> Kind | None:
    """Return the kind, loading every app's tasks.py at the first miss."""
    if name not in _kinds:
        autodiscover_modules("tasks")
    return _kinds.get(name)


def call(kind: Kind, run: JobRun, params: dict[str, Any]) -> dict[str, Any] | None:
    """Do the work."""
    return kind.work(run, **params)
