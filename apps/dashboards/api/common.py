"""What the endpoints share: reading the body and If-Match, and a dashboard as JSON."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.middleware import SignedRequest
from apps.accounts.models import User, Workspace
from apps.accounts.selectors import visible
from apps.core.api import etag, require_if_match
from apps.core.errors import InvalidInput, StaleVersion
from apps.queries.responses import waiting

from ..models import Dashboard, Tile
from ..services.addresses import crossed_in, drilled_in
from ..services.content import Content, TileDraft
from ..services.viewing import Viewing, read_viewing

VIEW = ("filters", "cross", "drill")  # how a viewer sets a dashboard, in the bodies of requests


class AnyAccept(DefaultContentNegotiation):
    """For views that look at Accept themselves; errors are JSON whatever was asked for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """The first renderer, always."""
        return renderers[0], renderers[0].media_type


def person(request: Request) -> User:
    """Who asks; the door has let nobody in without a name."""
    return cast("User", request.user)


def workspace_of(request: Request) -> Workspace:
    """The workspace of this request: the header X-Workspace, else the person's own."""
    return cast("SignedRequest", request).workspace


def body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises InvalidInput for anything else."""
    if not isinstance(request.data, dict):
        raise InvalidInput("Send a JSON object.")
    return dict(request.data)


def only(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The body, when it has no other fields than `names`. Raises InvalidInput naming the others."""
    unknown = sorted(set(data) - set(names))
    if unknown:
        raise InvalidInput(f"Unknown: {', '.join(unknown)[:200]}. Known: {', '.join(names)}.", fields=unknown)
    return data


def given_in(request: Request) -> dict[str, list[str]]:
    """The filters of an address: `?f.region=EU&f.region=US`."""
    query = request.query_params
    return {name.removeprefix("f."): [value for value in query.getlist(name) if value] for name in query if name.startswith("f.")}


def viewing_of(request: Request, dashboard: Dashboard, asked: dict[str, Any]) -> Viewing:
    """The dashboard as the body of a request sets it. Raises FilterInvalid."""
    filters, cross, drill = (asked.get(name) for name in VIEW)
    return read_viewing(person(request), dashboard, filters=filters, cross=cross, drill=drill, wait=waiting(request))


def viewing_in(request: Request, dashboard: Dashboard) -> Viewing:
    """The dashboard as an address sets it. Raises FilterInvalid."""
    query = request.query_params
    return read_viewing(
        person(request), dashboard, wait=waiting(request), filters=given_in(request), cross=crossed_in(query), drill=drilled_in(query)
    )


def expected_version(request: Request, dashboard: Dashboard) -> int:
    """The version that If-Match names; -1, which no dashboard has, when it is not the stored one. Raises VersionRequired without it.

    The service answers a stale one, because only it can say who saved what in between.
    """
    try:
        require_if_match(request, dashboard)
    except StaleVersion:
        return -1
    return dashboard.version


def answer(dashboard: Dashboard, user: User, status: int = 200) -> Response:
    """The whole dashboard with its ETag."""
    return Response(whole(dashboard, user), status=status, headers={"ETag": etag(dashboard)})


def short(dashboard: Dashboard) -> dict[str, Any]:
    """A dashboard as lists show it."""
    return {
        "id": dashboard.pk,
        "name": dashboard.name,
        "description": dashboard.description,
        "owner": {"id": dashboard.owner_id, "name": str(dashboard.owner)},
        "visibility": dashboard.visibility,
        "version": dashboard.version,
        "tile_count": getattr(dashboard, "tile_count", None),
        "created_at": dashboard.created_at,
        "updated_at": dashboard.updated_at,
        "url": dashboard.path,
    }


def whole(dashboard: Dashboard, user: User) -> dict[str, Any]:
    """A dashboard with its content, who saved it last, and what `user` may do with it."""
    content = Content.of(dashboard).plain()
    may = {need: visible(Dashboard, user, need).filter(pk=dashboard.pk).exists() for need in ("edit", "manage")}
    more = {"saved_by": str(dashboard.saved_by or ""), "tile_count": len(content["tiles"]), "may": may}
    return short(dashboard) | {"filters": content["filters"], "tiles": content["tiles"]} | more


def tile_json(tile: Tile) -> dict[str, Any]:
    """One stored tile."""
    return TileDraft.of(tile).model_dump(mode="json")
