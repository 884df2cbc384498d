"""Endpoints that answer a POST without changing anything: they ask, and the question is too long for an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def reads(view: View) -> View:
    """Mark a view (a function, or a class of views) whose POST only asks, so that an API key for reading is enough."""
    view.reads = True  # type: ignore[attr-defined]
    return view


def changes_something(method: str, view: Any) -> bool:
    """Whether a request of this method to `view`, the function that the address resolves to, may change anything."""
    return method not in _SAFE and not getattr(view, "reads", getattr(getattr(view, "cls", None), "reads", False))
