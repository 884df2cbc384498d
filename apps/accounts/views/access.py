"""The page "Access" of anything that can be shared: where it lies, who sees it and why, sharing, moving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import InvalidInput
from apps.core.htmx import toast

from ..middleware import SignedRequest
from ..models import SharedObject
from ..selectors import people_in, visible
from ..selectors.collections import flat, tree_of, way_to
from ..services import access, collections, rights


@require_safe
def page(request: SignedRequest, kind: str, object_id: str) -> HttpResponse:
    """Why the person can see it; for who manages it also who else can, why (`?who=`), sharing, and moving (`?to=` shows what changes)."""
    user = request.user
    obj = access.access_any(user, kind, object_id)
    manages = visible(type(obj), user, "manage").filter(pk=obj.pk).exists()
    person, verdict, told = access.why(user=user, obj=obj, person_id=request.GET.get("who") or None)
    context = {"object": obj, "kind": kind, "way": way_to(user, obj), "may_manage": manages, "section": "collections"}
    context |= {"person": person, "verdict": verdict, "told": told}
    if manages:
        context |= (
            {"people": access.people_who_see(obj), "everybody": people_in(obj.workspace), "places": _places(request, obj)}
            | _sharing(kind, obj)
            | _change(request, obj)
        )
    return render(request, "accounts/access.html", context)


@require_POST
def share(request: SignedRequest, kind: str, object_id: str) -> HttpResponse:
    """Set the visibility, or the level of one member, group or role."""
    user, said = request.user, request.POST
    obj = access.access_any(user, kind, object_id, "manage")
    try:
        if "visibility" in said:
            obj = rights.share(user=user, obj=obj, visibility=said["visibility"])
        else:
            whom = said.get("whom") or rights.whom_by_email(obj, said.get("email", ""))
            obj = rights.share(user=user, obj=obj, grants=rights.with_level(obj, whom, said.get("level")))
    except InvalidInput as error:
        context = _sharing(kind, obj) | {"error": error.message, "email": said.get("email", "")}
        return render(request, "accounts/_share.html", context)
    return toast(render(request, "accounts/_share.html", _sharing(kind, obj)), "Sharing changed")


@require_POST
def move(request: SignedRequest, kind: str, object_id: str) -> HttpResponse:
    """Put it into another collection, or with an empty `to` at the top of the workspace."""
    obj = access.access_any(request.user, kind, object_id, "manage")
    moved = collections.move(user=request.user, obj=obj, to=request.POST.get("to") or None)
    messages.success(request, f"{moved.name} lies in {moved.collection or 'no collection'} now.")
    return redirect("accounts:access", kind, object_id)


def _sharing(kind: str, obj: SharedObject) -> dict[str, Any]:
    share_url = reverse("accounts:access-share", args=[kind, obj.pk])
    return {"object": obj, "share_url": share_url, "share_target": "#share-body"} | rights.dialog_of(obj)


def _places(request: SignedRequest, obj: SharedObject) -> list[tuple[str, str]]:
    """Where it could be moved to: (id, name with its depth), without itself and what lies in it."""
    tree, places, skipped = flat(tree_of(request.user, request.workspace)), [], None
    for depth, one in tree:
        if skipped is not None and depth > skipped:
            continue
        skipped = depth if one.pk == obj.pk else None
        if skipped is None:
            places.append((one.pk, f"{'— ' * depth}{one.name}"))
    return places


def _change(request: SignedRequest, obj: SharedObject) -> dict[str, Any]:
    """What a move to `?to=` would change."""
    if "to" not in request.GET:
        return {}
    to = request.GET["to"] or None
    return {"to": to or "", "change": access.what_a_move_changes(user=request.user, obj=obj, to=to)}
