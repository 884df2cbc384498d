"""The middleware behind Idempotency-Key: unsafe calls of the API that carry one are done once for each person."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.http.request import UnreadablePostError
from django.urls import Resolver404, resolve

from apps.core import replay
from apps.core.api import answer, changes_something
from apps.core.errors import AppError

from .errors import BadToken, KeyTooNarrow
from .middleware import HEADER
from .models import User
from .services import bearer, plans

KEY = "Idempotency-Key"


class Idempotent:
    """Innermost, around the view. Who is not let in, and what changes nothing, passes by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get(KEY)
        if key is None or not request.path.startswith("/api/") or not _changes(request):
            return self.get_response(request)
        try:
            return self._once(request, key.strip())
        except (RequestDataTooBig, UnreadablePostError):
            return self.get_response(request)  # the view says it in its own way
        except AppError as error:
            return answer(request, error)

    def _once(self, request: HttpRequest, key: str) -> HttpResponseBase:
        user = _person(request)
        if user is None:
            return self.get_response(request)
        digest = replay.digest_of(request, request.headers.get(HEADER, ""))
        response = replay.once(user.pk, key, digest, lambda: self.get_response(request))
        if "Idempotency-Replayed" in response:
            plans.count_request(user)
        return response


def _changes(request: HttpRequest) -> bool:
    try:
        return changes_something(request.method or "", resolve(request.path_info).func)
    except Resolver404:
        return False


def _person(request: HttpRequest) -> User | None:
    """Who asks, as the API's own authentication will find; it decides, and answers for, whoever is not found here."""
    header = request.headers.get("Authorization", "")
    if not header:
        return request.user if isinstance(request.user, User) else None
    try:
        return bearer.person_of_header(header, writes=True)
    except (BadToken, KeyTooNarrow):
        return None
