"""What the endpoints share: reading the body, choosing the form of an answer, a chart as JSON."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.selectors import visible
from apps.core.api import etag, require_if_match
from apps.core.errors import InvalidInput, StaleVersion

from ..models import Chart


class AnyAccept(DefaultContentNegotiation):
    """The view looks at Accept itself; errors are JSON whatever was asked for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """The first renderer, always."""
        return renderers[0], renderers[0].media_type


def person(request: Request) -> User:
    """Who asks; the door has let nobody in without a name."""
    return cast("User", request.user)


def body(request: Request, *names: str) -> dict[str, Any]:
    """The JSON object that was sent, when it has no other keys than `names`. Raises InvalidInput."""
    if not isinstance(request.data, dict):
        raise InvalidInput("Send a JSON object.")
    unknown = sorted(set(request.data) - set(names))
    if unknown:
        raise InvalidInput(f"Unknown: {', '.join(unknown)[:200]}. Known: {', '.join(names)}.", fields=unknown)
    return dict(request.data)


def filters_in(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The `filters` of a body: a list of QuerySpec filters. Raises InvalidInput."""
    given = data.get("filters") or []
    if not isinstance(given, list) or not all(isinstance(part, dict) for part in given):
        raise InvalidInput("Filters are a list of conditions.", field="filters")
    return given


def expected_version(request: Request, chart: Chart) -> int:
    """The version that If-Match names; -1, which no chart has, when it is not the stored one. Raises VersionRequired (428)."""
    try:
        require_if_match(request, chart)
    except StaleVersion:
        return -1
    return chart.version


def answer(chart: Chart, user: User, status: int = 200) -> Response:
    """The whole chart with its ETag."""
    return Response(whole(chart, user), status=status, headers={"ETag": etag(chart)})


def short(chart: Chart) -> dict[str, Any]:
    """A chart as lists show it."""
    return {
        "id": chart.pk,
        "name": chart.name,
        "description": chart.description,
        "kind": chart.kind,
        "dataset_id": chart.dataset_id,
        "owner": {"id": chart.owner_id, "name": str(chart.owner)},
        "visibility": chart.visibility,
        "version": chart.version,
        "created_at": chart.created_at,
        "updated_at": chart.updated_at,
        "url": f"/charts/{chart.pk}/",
    }


def whole(chart: Chart, user: User) -> dict[str, Any]:
    """A chart with its question, and what `user` may do with it; its annotations for those who may change them.

    Others get those that their rows can tell with the chart's data.
    """
    may = {need: visible(Chart, user, need).filter(pk=chart.pk).exists() for need in ("edit", "manage")}
    return short(chart) | {
        "spec": chart.spec,
        "options": chart.options,
        "may": may,
        "annotations": chart.annotations if may["edit"] else [],
    }
