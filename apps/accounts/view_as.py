"""Puts the person whom an administrator looks as in the administrator's place, for requests that only look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.core.api import answer
from apps.core.errors import AppError

from .errors import NoWorkspace
from .middleware import HEADER as WORKSPACE
from .models import User
from .selectors import access_workspace, workspaces_of
from .services import guise

KEY = "view_as"
HEADER = "X-View-As"


class ViewAs:
    """For pages: the session says whom. Stands behind everything that writes down who was here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        real = request.user
        if KEY in request.session and isinstance(request.user, User):
            request.user = self._guised(request) or real
        try:
            return self.get_response(request)
        finally:
            request.user = real

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse what is not looking; the answer says whom to stop looking as."""
        try:
            if KEY in request.session and isinstance(request.user, User) and request.resolver_match:
                guise.check(request.user, request.method or "", request.resolver_match.view_name, view)
        except AppError as error:
            return answer(request, error)
        return None

    def _guised(self, request: HttpRequest) -> User | None:
        """The person to look as; None, and the wish forgotten, when that cannot be any more."""
        wanted, real = request.session[KEY], cast("User", request.user)
        try:
            return guise.look_as(user=real, workspace=access_workspace(real, wanted["workspace"]), whom=wanted["whom"])
        except AppError:
            del request.session[KEY]
            return None


def looking_as(request: Request, user: User) -> User:
    """For programs: the person whom a header names, or the asking one. Raises Forbidden, NotFound, InvalidInput."""
    whom, match = request.headers.get(HEADER), request.resolver_match
    if not whom or match is None:
        return user
    wanted = request.headers.get(WORKSPACE)
    workspace = access_workspace(user, wanted) if wanted else workspaces_of(user).first()
    if workspace is None:
        raise NoWorkspace("You are not a member of any workspace.")
    seen = guise.look_as(user=user, workspace=workspace, whom=whom)
    guise.check(seen, request.method or "", match.view_name, match.func)
    return seen
