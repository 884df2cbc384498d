"""What the pages share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.middleware import SignedRequest
from apps.accounts.models import User, Workspace
from apps.core.htmx import wants_part


def signed(request: HttpRequest) -> tuple[User, Workspace]:
    """The person and the current workspace; the login middleware has let nobody in without a name."""
    known = cast("SignedRequest", request)
    return known.user, known.workspace


def person(request: HttpRequest) -> User:
    """The person, where the object says the workspace."""
    return cast("SignedRequest", request).user


def go(request: HttpRequest, path: str) -> HttpResponse:
    """Lead the browser to another page, also from an htmx request."""
    if not wants_part(request):
        return redirect(path)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = path
    return response
