"""A dashboard's page: looking at it, and editing it with `?edit=1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.selectors import grants_on, is_favourite, role_in, visible
from apps.charts.models import Chart
from apps.charts.plain import plain_context
from apps.core.api import etag
from apps.core.locales import written_for
from apps.datasets.models import Dataset
from apps.datasets.selectors import columns_of_many
from apps.queries.responses import waiting

from ..errors import InTrash
from ..models import Dashboard, Tile
from ..selectors import access_dashboard, access_tile, tiles_of
from ..services.content import TileDraft
from ..services.data import tile_payload
from ..services.depth import Depth
from ..services.drilling import any_group, described, offers, shown_groups
from ..services.lifecycle import note_visit
from ..services.viewing import read_viewing
from .common import person


@require_safe
def dashboard(request: HttpRequest, dashboard_id: str, slug: str | None = None) -> HttpResponse:
    """Show a dashboard. The id decides; a stale slug leads to the newest address. In the trash it offers to come back."""
    user = person(request)
    edit = request.GET.get("edit") == "1"
    try:
        found = access_dashboard(user, dashboard_id, "edit" if edit else "view")
    except InTrash:
        return _in_trash(request, user, dashboard_id)
    if request.path != found.path:
        return redirect(f"{found.path}?{request.META['QUERY_STRING']}".rstrip("?"), permanent=True)
    note_visit(user=user, dashboard=found)
    return render(request, "dashboards/page.html", _context(user, found, edit=edit) | {"narrowing": narrowing_of(request)})


@require_safe
def tile_plain(request: HttpRequest, dashboard_id: str, tile_id: str) -> HttpResponse:
    """A tile's picture with its summary, and its rows as a table, for browsers without scripts; narrowed by the address."""
    user = person(request)
    tile = access_tile(user, dashboard_id, tile_id)
    given = {name.removeprefix("f."): request.GET.getlist(name) for name in request.GET if name.startswith("f.")}
    payload = tile_payload(tile=tile, viewing=read_viewing(user, tile.dashboard, filters=given, wait=waiting(request)))
    source = reverse("dashboards_api:tile-picture", args=[dashboard_id, tile_id])
    picture = f"{source}?width=960&height=480&title=0&{narrowing_of(request)}"
    back = f"{tile.dashboard.path}?{narrowing_of(request)}".rstrip("?")
    rows = {name: reverse(f"dashboards_api:tile-{name}", args=[dashboard_id, tile_id]) for name in ("csv", "xlsx")}
    files = {f"All rows ({name.upper()})": f"{address}?{narrowing_of(request)}".rstrip("?") for name, address in rows.items()}
    with written_for(user.locale, user.dates):
        return render(request, "charts/plain.html", plain_context(payload, picture, back, files) | {"section": "dashboards"})


def narrowing_of(request: HttpRequest) -> str:
    """The filters of an address, for the addresses of its tiles' pictures."""
    return urlencode([(name, value) for name in request.GET if name.startswith("f.") for value in request.GET.getlist(name)])


def _in_trash(request: HttpRequest, user: User, dashboard_id: str) -> HttpResponse:
    found = access_dashboard(user, dashboard_id, trashed=True)
    may = visible(Dashboard, user, "manage").filter(pk=found.pk).exists()
    return render(request, "dashboards/in_trash.html", {"section": "dashboards", "dashboard": found, "may_restore": may}, status=410)


def _context(user: User, found: Dashboard, *, edit: bool) -> dict[str, Any]:
    tiles = list(tiles_of(found).select_related("chart__dataset__current_version"))
    may = {need: visible(Dashboard, user, need).filter(pk=found.pk).exists() for need in ("edit", "manage")}
    return {
        "section": "dashboards",
        "dashboard": found,
        "tiles": tiles,
        "openable": set(visible(Chart, user).filter(tiles__dashboard=found).values_list("pk", flat=True)),
        "edit": edit,
        "starred": is_favourite(user, found),
        "may": may,
        "may_copy": role_in(user, found.workspace) != "viewer",
        "people": grants_on(found).count(),
        "data": _data(user, found, tiles, may, edit=edit),
    }


def _data(user: User, found: Dashboard, tiles: list[Tile], may: dict[str, bool], *, edit: bool) -> dict[str, Any]:
    """What the page's script needs; of datasets only what the tiles show, and their columns only for who edits."""
    datasets = {t.chart.dataset_id: t.chart.dataset for t in tiles if t.chart}
    heard = set(visible(Dataset, user).filter(pk__in=datasets).values_list("pk", flat=True))
    return {
        "id": found.pk,
        "name": found.name,
        "description": found.description,
        "version": found.version,
        "etag": etag(found),
        "filters": found.filters,
        "tiles": [tile_data(tile) for tile in tiles],
        "api": f"/api/v1/dashboards/{found.pk}",
        "url": found.path,
        "me": user.pk,
        "may": may,
        "datasets": describe_all(user, datasets.values()) if edit else [],
        "heard": sorted(heard),
        "drills": {} if edit else _drills(user, found, tiles, datasets, heard),
    }


def _drills(user: User, found: Dashboard, tiles: list[Tile], datasets: dict[str, Dataset], explored: set[str]) -> dict[str, Any]:
    """By what one may drill, by dataset; `explored` are those that the person sees."""
    known = columns_of_many(user, datasets.values())
    return {
        key: offers(dataset, any_group(known[key]) if key in explored else shown_groups(dataset, tiles, found.filters, known[key]))
        for key, dataset in datasets.items()
    }


def describe_all(user: User, datasets: Iterable[Dataset]) -> list[dict[str, Any]]:
    """The datasets with the columns that the filters' editor offers to this person."""
    datasets = list(datasets)
    known = columns_of_many(user, datasets)
    return [
        {"id": d.pk, "name": d.name, "columns": [{"name": c.name, "label": c.label or c.name, "type": c.type} for c in known[d.pk]]}
        for d in datasets
    ]


def tile_data(tile: Tile) -> dict[str, Any]:
    """A tile as the page's script knows it."""
    chart = tile.chart
    shown = (
        {"name": chart.name, "kind": chart.kind, "dataset": chart.dataset_id} if chart else {"name": "", "kind": "text", "dataset": None}
    )
    cross = [described(one) for one in Depth.of(chart).shown()] if chart else []
    return TileDraft.of(tile).model_dump(mode="json") | {"shown": shown, "cross": cross}
