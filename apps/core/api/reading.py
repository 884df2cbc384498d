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


def asks_engine(*, pages: bool = False) -> Callable[[View], View]:
    """Mark a view whose requests are query requests of a plan: those of programs, and with `pages` those of people on pages, too."""

    def mark(view: View) -> View:
        view.asks_engine = "everybody" if pages else "programs"  # type: ignore[attr-defined]
        return view

    return mark


def is_query_request(view: Any, *, by_program: bool) -> bool:
    """Whether a request to `view`, the function that the address resolves to, counts as a query request."""
    who = getattr(view, "asks_engine", getattr(getattr(view, "cls", None), "asks_engine", ""))
    return who == "everybody" or (by_program and who == "programs")
