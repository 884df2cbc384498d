"""Every address of the product, read from Django's URL resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

FOREIGN = ("admin:",)  # Django's own pages, tested as a whole in tests/accounts/test_admin.py


@dataclass(frozen=True)
class Route:
    """One pattern: its full name (`app:name`), the names of its parameters, its view."""

    name: str
    params: tuple[str, ...]
    view: Callable[..., Any]
    pattern: str

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/v1/")


def all_routes() -> list[Route]:
    """All routes but those of the admin site, in the order in which Django tries them."""
    return [route for route in _walk(get_resolver(), "", "", ()) if not route.name.startswith(FOREIGN)]


def _walk(resolver: URLResolver, prefix: str, spaces: str, params: tuple[str, ...]) -> Iterator[Route]:
    for item in resolver.url_patterns:
        pattern, names = prefix + str(item.pattern), params + tuple(item.pattern.regex.groupindex)
        if isinstance(item, URLPattern):
            yield Route(f"{spaces}{item.name or pattern}", names, item.callback, pattern)
        else:
            yield from _walk(item, pattern, f"{spaces}{item.namespace}:" if item.namespace else spaces, names)
