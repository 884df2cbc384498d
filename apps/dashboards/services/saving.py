"""The one way a dashboard's content changes: check, store, keep the version, tell everybody who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User, Visibility
from apps.accounts.selectors import visible
from apps.charts.models import Chart
from apps.charts.selectors import access_chart
from apps.core import audit, live
from apps.core.errors import Forbidden, NotFound
from apps.datasets.models import Dataset

from ..errors import DashboardStale, LayoutInvalid
from ..models import Dashboard, DashboardVersion, Tile
from ..selectors import access_dashboard
from .content import Content, TileDraft, check_places, relinked
from .declared import Declared, check_filters, declared_on

CHANNEL = "dashboard"
_FIELDS = ("kind", "title", "text", "x", "y", "w", "h", "mobile_order")


def save_content(
    *, user: User, dashboard_id: str, content: Content, expected: int, note: str = "", trusted: Content | None = None
) -> Dashboard:
    """Replace the whole content in one step. `expected` is the version the person started from.

    Charts that were not on the dashboard must be the person's to show, and columns that no filter listed the person's to see,
    but for those of `trusted` content (of an earlier version).
    Raises DashboardStale when somebody saved in between, LayoutInvalid and FilterInvalid when the content does not fit.
    """
    dashboard = access_dashboard(user, dashboard_id, "edit")
    with transaction.atomic():
        _take_version(dashboard, user, expected)
        _store(dashboard, user, content, trusted)
        return _finish(dashboard, user, "dashboard.save", note)


def change_content(
    *, user: User, dashboard_id: str, change: Callable[[Content], Content], note: str, expected: int | None = None
) -> Dashboard:
    """Save what `change` makes of the stored content; without `expected` it is made of whatever is newest."""
    dashboard = access_dashboard(user, dashboard_id, "edit")
    with transaction.atomic():
        _take_version(dashboard, user, dashboard.version if expected is None else expected)
        _store(dashboard, user, change(Content.of(dashboard)))
        return _finish(dashboard, user, "dashboard.save", note)


def create_with(*, user: User, dashboard: Dashboard, content: Content, note: str, known: Iterable[Declared] = ()) -> Dashboard:
    """Store a dashboard that does not exist yet, with its content, as version 1; `known` filters are those of its model."""
    with transaction.atomic():
        dashboard.save(force_insert=True)
        _store(dashboard, user, content.as_new(), known=known)
        return _finish(dashboard, user, "dashboard.create", note)


def announce(dashboard: Dashboard, user: User, action: str, *, before: Any = None, after: Any = None) -> None:
    """Audit an act, and tell open pages on commit."""
    audit.record(
        action,
        user=user,
        workspace_id=dashboard.workspace_id,
        kind="dashboards.dashboard",
        object_id=dashboard.pk,
        before=before,
        after=after,
    )
    data = {"id": dashboard.pk, "version": dashboard.version, "action": action, "by": str(user), "by_id": user.pk}
    live.publish(f"{CHANNEL}:{dashboard.pk}", "dashboard.changed", data)


def stale(dashboard: Dashboard) -> DashboardStale:
    """Say who saved what, and when, so that the page can offer to reload, overwrite or save a copy."""
    dashboard.refresh_from_db()
    who = str(dashboard.saved_by or "Somebody")
    return DashboardStale(
        f"{who} saved {dashboard.name} after you opened it. Reload it, save yours as a copy, or overwrite theirs.",
        saved_by=who,
        saved_at=dashboard.updated_at.isoformat(),
        version=dashboard.version,
        stored=Content.of(dashboard).plain(),
    )


def _take_version(dashboard: Dashboard, user: User, expected: int) -> None:
    """Count the version up if it is still `expected`; of two savers at once exactly one succeeds."""
    mine = Dashboard.objects.filter(pk=dashboard.pk, version=expected, trashed_at=None)
    if not mine.update(version=F("version") + 1, saved_by=user, updated_at=timezone.now()):
        raise stale(dashboard)
    dashboard.refresh_from_db()


def _store(dashboard: Dashboard, user: User, content: Content, trusted: Content | None = None, known: Iterable[Declared] = ()) -> None:
    check_places(content.tiles)
    old = {tile.pk: tile for tile in Tile.objects.filter(dashboard=dashboard)}
    kept = {t.chart for t in trusted.tiles if t.chart} if trusted else set()
    charts = _charts(dashboard, user, content, kept | {t.chart_id for t in old.values() if t.chart_id})
    listed = [*declared_on(dashboard.filters), *(trusted.filters if trusted else ()), *known]
    open_to = set(visible(Dataset, user).filter(pk__in=[c.dataset_id for c in charts.values()]).values_list("pk", flat=True))
    check_filters(content.filters, listed, {c.dataset_id: c.dataset for c in charts.values()}, open_to=open_to)
    Tile.objects.filter(dashboard=dashboard).exclude(pk__in=[t.id for t in content.tiles]).delete()
    names = {draft.id: _store_tile(dashboard, draft, old).pk for draft in content.tiles}
    dashboard.name, dashboard.description = content.name, content.description
    dashboard.filters = [f.model_dump(mode="json") for f in relinked(content.filters, names)]
    dashboard.save(update_fields=("name", "description", "filters"))


def _charts(dashboard: Dashboard, user: User, content: Content, kept: set[str]) -> dict[str, Chart]:
    """The charts of the content by id; one that is not among `kept` must be the person's to show."""
    wanted = {t.chart for t in content.tiles if t.kind == "chart" and t.chart}
    for chart_id in sorted(wanted - kept):
        check_may_show(user, dashboard, access_chart(user, chart_id))
    return {c.pk: c for c in Chart.objects.filter(pk__in=wanted).select_related("dataset", "dataset__current_version")}


def check_may_show(user: User, dashboard: Dashboard, chart: Chart) -> None:
    """Who puts a chart on a dashboard shows it to others: only seeing it privately is not enough."""
    if chart.workspace_id != dashboard.workspace_id:
        raise NotFound("There is no such chart in this workspace.")
    if chart.visibility != Visibility.WORKSPACE and not visible(Chart, user, "edit").filter(pk=chart.pk).exists():
        raise Forbidden(f"{chart.name} was shared with you to look at. Ask its owner to share it with the workspace first.")


def _store_tile(dashboard: Dashboard, draft: TileDraft, old: dict[str, Tile]) -> Tile:
    tile = Tile(dashboard=dashboard) if draft.is_new else old.get(draft.id)
    if tile is None:
        raise LayoutInvalid("A tile of this layout is not on the dashboard any more. Reload the page.", tile=draft.id)
    if draft.kind == "chart" and not draft.chart:
        raise LayoutInvalid("A chart tile names no chart. Choose one.", tile=draft.id)
    tile.chart_id = draft.chart if draft.kind == "chart" else None
    for name in _FIELDS:
        setattr(tile, name, getattr(draft, name))
    tile.save()
    return tile


def _finish(dashboard: Dashboard, user: User, action: str, note: str) -> Dashboard:
    content = Content.of(dashboard).plain()
    DashboardVersion.objects.create(dashboard=dashboard, number=dashboard.version, snapshot=content, saved_by=user, note=note[:200])
    announce(dashboard, user, action, after={"version": dashboard.version, "tiles": len(content["tiles"]), "note": note})
    return dashboard
