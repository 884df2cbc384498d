"""Who is calling the API: a signed bearer token or an API key, or the session of a page (then with CSRF)."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.request import Request

from apps.core.api import changes_something

from ..models import User
from ..services import bearer
from ..view_as import looking_as


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token or API key>`. A header that does not hold a living one is refused outright, never ignored."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        """Return the person and the header; None without the header. Raises BadToken (401), KeyTooNarrow (403)."""
        header = get_authorization_header(request).decode("latin-1")
        if not header:
            return None
        view = request.resolver_match.func if request.resolver_match else None
        found = bearer.person_of_header(header, writes=changes_something(request.method or "", view))
        return looking_as(request, found), header

    def authenticate_header(self, request: Request) -> str:
        """What WWW-Authenticate says; its presence makes DRF answer 401 instead of 403."""
        return 'Bearer realm="api"'


class PageSession(SessionAuthentication):
    """The session of a signed-in page; changes need the CSRF token."""
