"""What is built on a dataset: apps above tell, by registering a function; this app never asks them by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..models import Dataset


@dataclass(frozen=True, slots=True)
class Dependent:
    """One thing that reads the dataset: `kind` in words (chart), its name and the address of its page."""

    kind: str
    name: str
    url: str


Finder = Callable[[Dataset], Iterable[Dependent]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Add a function that lists what an app builds on a dataset; call it from AppConfig.ready."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def dependents_of(dataset: Dataset) -> list[Dependent]:
    """Everything built on the dataset, sorted by kind and name."""
    found = (one for finder in _finders for one in finder(dataset))
    return sorted(found, key=lambda one: (one.kind, one.name))
