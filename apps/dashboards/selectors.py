"""Reads: the only ways from an id to a dashboard, and the lists that pages show."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import User, Workspace
from apps.accounts.selectors import Need, access_object, visible
from apps.core.errors import NotFound
from apps.datasets.services.telling import told_of_dataset

from .errors import InTrash
from .models import Dashboard, DashboardVersion, ShareLink, Tile


def access_dashboard(user: User, dashboard_id: str, need: Need = "view", *, trashed: bool = False) -> Dashboard:
    """Return the dashboard; NotFound for strangers, Forbidden when seeing is all they may.

    Raises InTrash when it lies in the trash, unless `trashed` asks for such ones too.
    """
    dashboard = access_object(Dashboard, user, dashboard_id, need)
    if dashboard.trashed_at is not None and not trashed:
        raise InTrash(f"{dashboard.name} is in the trash. Restore it to see it again.", dashboard=dashboard.pk, name=dashboard.name)
    return dashboard


def access_tile(user: User, dashboard_id: str, tile_id: str, need: Need = "view") -> Tile:
    """Return one tile of a dashboard that `user` has `need` on; seeing the dashboard is enough to see its charts."""
    dashboard = access_dashboard(user, dashboard_id, need)
    tile = tiles_of(dashboard).filter(pk=tile_id).first()
    if tile is None:
        raise NotFound(f"This tile is no longer on {dashboard.name}. Reload the page.")
    return tile


def may_listen(user: User, dashboard_id: str) -> bool:
    """Whether `user` may hear what happens to a dashboard."""
    return visible(Dashboard, user).filter(pk=dashboard_id).exists()


def tiles_of(dashboard: Dashboard) -> QuerySet[Tile]:
    """The tiles in reading order, each with its chart and the chart's dataset."""
    return Tile.objects.filter(dashboard=dashboard).select_related("dashboard", "chart", "chart__dataset")


def visible_dashboards(user: User, workspace: Workspace, need: Need = "view", *, search: str = "") -> QuerySet[Dashboard]:
    """Dashboards of `workspace` outside the trash on which `user` has `need`, newest change first."""
    found = visible(Dashboard, user, need).filter(workspace=workspace, trashed_at=None)
    for word in search.split()[:8]:
        found = found.filter(name__icontains=word)
    return found.select_related("owner").annotate(tile_count=Count("tiles")).order_by("-updated_at", "id")


def trashed_dashboards(user: User, workspace: Workspace) -> QuerySet[Dashboard]:
    """Dashboards in the trash that `user` may restore."""
    found = visible(Dashboard, user, "manage").filter(workspace=workspace, trashed_at__isnull=False)
    return found.select_related("owner", "trashed_by").order_by("-trashed_at")


def pinned_dashboards(user: User, workspace: Workspace, limit: int = 6) -> list[Dashboard]:
    """The dashboards that are pinned for the workspace and that `user` may see, the last pinned first."""
    return list(visible_dashboards(user, workspace).filter(pinned_at__isnull=False).order_by("-pinned_at")[:limit])


def recent_dashboards(user: User, workspace: Workspace, limit: int = 6) -> list[Dashboard]:
    """The dashboards `user` opened last, newest first."""
    if user.guise:  # where somebody went is theirs alone
        return []
    found = visible_dashboards(user, workspace).filter(visits__user=user)
    return list(found.order_by("-visits__seen_at")[:limit])


def told_of_dashboard(person: User, dashboard: Dashboard) -> Iterator[str]:
    """What of the data a person sees on a dashboard, in sentences."""
    yield "Whoever sees the dashboard sees its tiles; the row rules of their data bind each reader all the same."
    tiles = tiles_of(dashboard).exclude(chart=None)
    datasets = {tile.chart.dataset_id: tile.chart.dataset for tile in tiles if tile.chart}
    for dataset in sorted(datasets.values(), key=lambda one: one.name):
        yield from told_of_dataset(person, dataset)


def versions_of(dashboard: Dashboard) -> QuerySet[DashboardVersion]:
    """All saved versions, newest first."""
    return DashboardVersion.objects.filter(dashboard=dashboard).select_related("saved_by").order_by("-number")


def living_links() -> QuerySet[ShareLink]:
    """Public links and embeddings that are neither revoked nor over."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return ShareLink.objects.select_related("dashboard", "dashboard__workspace", "made_by").filter(alive, revoked_at=None)


def links_of(dashboard: Dashboard) -> QuerySet[ShareLink]:
    """The living links and embeddings of one dashboard, the newest first."""
    return living_links().filter(dashboard=dashboard)
