"""A dashboard for people without an account: a public link, or framed in another site."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import InvalidInput

from ..api.guests import SESSION_KEY, guest_of
from ..errors import PasswordWanted
from ..models import DoorKind
from ..selectors import tiles_of
from ..services.guests import Guest, mark_of, note_opened, unlock
from .page import narrowing_of, tile_data


@login_not_required
@never_cache
@require_safe
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """The dashboard behind a token, or the question for its password."""
    try:
        guest = guest_of(request, secret)
    except PasswordWanted:
        return render(request, "dashboards/shared_password.html", {"secret": secret}, status=401)
    note_opened(guest.link)
    response = render(request, "dashboards/shared.html", _context(guest, secret) | {"narrowing": narrowing_of(request)})
    if guest.link.kind == DoorKind.EMBED:
        cast("Any", response)._csp_replace = {"frame-ancestors": guest.link.origins}  # noqa: SLF001  # django-csp's way for one answer
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


@login_not_required
@require_POST
def password(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the password of a link and remember in the session that it was right."""
    try:
        link = unlock(secret, request.META.get("REMOTE_ADDR", ""), request.POST.get("password", ""))
    except InvalidInput as error:
        return render(request, "dashboards/shared_password.html", {"secret": secret, "wrong": error.message}, status=422)
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), link.pk: mark_of(link)}
    return redirect("dashboards:shared", secret=secret)


def _context(guest: Guest, secret: str) -> dict[str, Any]:
    tiles = list(tiles_of(guest.dashboard).select_related("chart__dataset__current_version"))
    data = {
        "id": guest.dashboard.pk,
        "name": guest.dashboard.name,
        "guest": True,
        "filters": guest.open_filters(),
        "tiles": [tile_data(tile) for tile in tiles],
        "api": f"/api/v1/shared/{secret}",
    }
    return {"dashboard": guest.dashboard, "tiles": tiles, "secret": secret, "data": data, "framed": guest.link.kind == DoorKind.EMBED}
