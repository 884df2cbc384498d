"""The star beside a title."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ..middleware import SignedRequest
from ..services.favourites import set_favourite


@require_POST
def star(request: SignedRequest, kind: str, object_id: str) -> HttpResponse:
    """Put the person's star on an object (`on=1`) or take it off; answers with the button as it is now."""
    wanted = request.POST.get("on") == "1"
    obj = set_favourite(user=request.user, kind=kind, object_id=object_id, wanted=wanted)
    return render(request, "accounts/_star.html", {"object": obj, "kind": kind, "starred": wanted})
