"""Closes every page to strangers, and puts the current workspace on the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from rest_framework.request import Request

from apps.core.api import answer
from apps.core.api.answers import wants_json
from apps.core.errors import TooManyRequests, Unauthenticated
from apps.core.middleware.observe import QUIET
from apps.core.reader import Reader, reading

from .errors import NoWorkspace
from .models import User, Workspace
from .selectors import access_workspace, role_in, workspaces_of
from .services import guard, session_times
from .services.plans import HOUR, Allowance

HEADER = "X-Workspace"
SESSION_KEY = "workspace"


class SignedRequest(HttpRequest):
    """A request whose person is known: what a signed-in view or endpoint receives."""

    user: User
    workspace: Workspace
    workspaces: list[Workspace]
    role: str


def person(request: HttpRequest | Request) -> User:
    """Who is asking, in a view or endpoint that nobody reaches without signing in."""
    return cast("User", request.user)


def address_of(request: HttpRequest | Request) -> str:
    """The network address that asks; behind a proxy that is trusted, the one it names."""
    return str(request.META.get("REMOTE_ADDR", ""))


class SessionTimes:
    """Ends sessions that were not used for too long, or have lived long enough. `request.session_left` says what is left.

    Only requests with a session cookie are looked at. A view with `passive` set, and a request with `X-Background: 1`, is no use.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *args: Any) -> None:
        """Sign out when the time is over; what follows then sees nobody."""
        user = request.user
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(user, User):
            return
        uses = not getattr(view_func, "passive", False) and request.headers.get("X-Background") != "1"
        until = session_times.check(request.session, user, uses=uses)
        cast("Any", request).session_left = until
        if until.seconds <= 0:
            session_times.note_end(user, until)
            logout(request)


class SignInRequired(LoginRequiredMiddleware):
    """Sends nobody to the sign-in page, unless the view says it is open. Endpoints of the API check for themselves.

    Open pages are limited by address; the probes that machines ask are not.
    """

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *args: Any) -> HttpResponseBase | None:
        """None lets the request go on."""
        answered: HttpResponseBase | None = super().process_view(request, view_func, *args)
        if answered is not None or request.path.startswith(("/api/", *QUIET)) or request.user.is_authenticated:
            return answered
        try:
            guard.knock(address_of(request))
        except TooManyRequests as error:
            return answer(request, error)
        return None

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:  # type: ignore[override]  # the stubs know only redirects
        """Redirect a page, answer 401 to a script; htmx is told to load the sign-in page instead of a part of this one."""
        if request.headers.get("HX-Request"):
            where = super().handle_no_permission(request, view_func)
            return HttpResponse(status=401, headers={"HX-Redirect": where["Location"]})
        if wants_json(request) and "text/html" not in request.headers.get("Accept", ""):
            return answer(request, Unauthenticated("Sign in first."))
        return super().handle_no_permission(request, view_func)


class RateHeaders:
    """Says on every counted answer what is left of the person's query requests of this hour.

    `RateLimit-Limit`, `-Remaining` and `-Reset` for the many programs that know these; `RateLimit-Policy` and `RateLimit` as the
    IETF's draft (draft-ietf-httpapi-ratelimit-headers) writes them now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        left: Allowance | None = getattr(request, "allowance", None)
        if left is not None:
            response["RateLimit-Limit"] = str(left.limit)
            response["RateLimit-Remaining"] = str(left.remaining)
            response["RateLimit-Reset"] = str(left.left_s)
            response["RateLimit-Policy"] = f'"queries";q={left.limit};w={HOUR}'
            response["RateLimit"] = f'"queries";r={left.remaining};t={left.left_s}'
        return response


class CurrentWorkspace:
    """Sets `request.workspace`, `.workspaces` and `.role`, each looked up when first read.

    A page that needed a workspace leads a person without one to where they make one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed = cast("SignedRequest", request)
        signed.workspace = cast("Workspace", SimpleLazyObject(lambda: current_workspace(signed)))
        signed.workspaces = cast("list[Workspace]", SimpleLazyObject(lambda: list(workspaces_of(signed.user))))
        signed.role = cast("str", SimpleLazyObject(lambda: role_in(signed.user, signed.workspace)))
        with reading(lambda: _reader(signed)):
            response = self.get_response(request)
        if response.status_code == NoWorkspace.status and getattr(request, "lacks_workspace", False) and not wants_json(request):
            return redirect("accounts:workspace_new")
        return response


def _reader(request: SignedRequest) -> Reader:
    user = request.user
    return Reader(user.locale, user.timezone, user.dates) if user.is_authenticated else Reader()


def current_workspace(request: SignedRequest) -> Workspace:
    """The workspace of this request: named by a header, else chosen in the session, else the person's oldest.

    Raises NotFound for a header naming a foreign one, NoWorkspace for people without any.
    """
    wanted = request.headers.get(HEADER)
    if wanted:
        return access_workspace(request.user, wanted)
    mine = workspaces_of(request.user)
    session = getattr(request, "session", None)
    chosen = session.get(SESSION_KEY) if session is not None else None
    found = (chosen and mine.filter(pk=chosen).first()) or mine.first()
    if found is None:
        cast("Any", request).lacks_workspace = True
        raise NoWorkspace("You are not a member of any workspace. Create one, or ask an administrator to invite you.")
    return found
