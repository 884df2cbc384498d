"""Public links and embeddings of a dashboard, for who may manage it."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import InvalidInput

from ..models import DoorKind, ShareLink
from ..selectors import access_dashboard, links_of
from ..services.links import make_link, revoke_link
from .common import body, only, person

_FIELDS = ("kind", "name", "life", "password", "locked", "origins")


@api_view(["GET", "POST"])
def collection(request: Request, dashboard_id: str) -> Response:
    """List the open links, or make one; its `url`, or the `secret` of an embedding, is in this one answer only."""
    if request.method == "GET":
        dashboard = access_dashboard(person(request), dashboard_id, "manage")
        return Response({"items": [link_json(link) for link in links_of(dashboard)]})
    link, secret = make_link(user=person(request), dashboard_id=dashboard_id, **_asked(request))
    shown = {"secret": secret} if link.kind == DoorKind.EMBED else {"url": request.build_absolute_uri(f"/s/{secret}/")}
    return Response(link_json(link) | shown, status=201, headers={"Cache-Control": "no-store"})


@api_view(["DELETE"])
def item(request: Request, dashboard_id: str, link_id: str) -> Response:
    """Close a link or an embedding at once."""
    revoke_link(user=person(request), dashboard_id=dashboard_id, link_id=link_id)
    return Response(status=204)


def link_json(link: ShareLink) -> dict[str, Any]:
    """A link without what opens it."""
    return {
        "id": link.pk,
        "kind": link.kind,
        "name": link.name,
        "locked": link.locked,
        "origins": link.origins,
        "password": bool(link.password),
        "made_by": str(link.made_by),
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "opened": link.opened,
        "opened_at": link.opened_at,
    }


def _asked(request: Request) -> dict[str, Any]:
    asked = only(body(request), *_FIELDS)
    kinds: dict[str, type] = {"locked": dict, "origins": list}
    for name, value in asked.items():
        if not isinstance(value, kinds.get(name, str)):
            raise InvalidInput(f"`{name}` does not fit.", fields={name: ["Not of the right form."]})
    if not all(isinstance(origin, str) for origin in asked.get("origins", ())):
        raise InvalidInput("`origins` is a list of texts.", fields={"origins": ["A list of texts."]})
    return {"name": "", **asked}
