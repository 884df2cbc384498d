"""Restore what a dashboard looked like after an earlier save."""

from __future__ import annotations

from apps.accounts.models import User
from apps.charts.models import Chart
from apps.core.errors import NotFound

from ..models import Dashboard, DashboardVersion, Tile
from ..selectors import access_dashboard, versions_of
from .content import NEW, Content, relinked
from .saving import save_content


def restore_version(*, user: User, dashboard_id: str, number: int, expected: int) -> Dashboard:
    """Make version `number` the newest one again; nothing is lost, the versions in between stay.

    Tiles whose chart was deleted since are left out. Raises DashboardStale like every save.
    """
    dashboard = access_dashboard(user, dashboard_id, "edit")
    content = _restorable(dashboard, _version(dashboard, number))
    note = f"Restored version {number}"
    return save_content(user=user, dashboard_id=dashboard_id, content=content, expected=expected, note=note, trusted=content)


def _version(dashboard: Dashboard, number: int) -> DashboardVersion:
    found = versions_of(dashboard).filter(number=number).first()
    if found is None:
        raise NotFound(f"{dashboard.name} has no version {number}.")
    return found


def _restorable(dashboard: Dashboard, version: DashboardVersion) -> Content:
    """The version's content; tiles that are no longer stored become new ones, in the filters that name them too."""
    content = Content.parse(version.snapshot)
    stored = set(Tile.objects.filter(dashboard=dashboard).values_list("pk", flat=True))
    charts = set(Chart.objects.filter(pk__in=[t.chart for t in content.tiles if t.chart]).values_list("pk", flat=True))
    kept = [t for t in content.tiles if not t.chart or t.chart in charts]
    names = {t.id: t.id if t.id in stored else f"{NEW}{t.id}" for t in kept}
    tiles = tuple(t.model_copy(update={"id": names[t.id]}) for t in kept)
    return content.model_copy(update={"tiles": tiles, "filters": relinked(content.filters, names)})
