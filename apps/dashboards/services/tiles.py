"""Single changes to a dashboard's tiles; each is one saved version."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core.errors import NotFound

from ..models import COLUMNS, Dashboard, Tile
from .content import Content, TileDraft, free_row
from .saving import change_content

_NEW = "new-tile"


def add_tile(*, user: User, dashboard_id: str, fields: dict[str, Any]) -> Tile:
    """Add a tile; without `x` and `y` it goes below the others. Never loses anybody's change, so it needs no version."""
    change = {"id": _NEW} | fields

    def add(content: Content) -> Content:
        place = change if "y" in change else {"x": 0, "y": free_row(content.tiles)} | change
        order = {"mobile_order": len(content.tiles)} | place
        return Content.parse(content.plain() | {"tiles": [*content.plain()["tiles"], order]})

    before = set(Tile.objects.filter(dashboard_id=dashboard_id).values_list("pk", flat=True))
    dashboard = change_content(user=user, dashboard_id=dashboard_id, change=add, note="Added a tile")
    return Tile.objects.filter(dashboard=dashboard).exclude(pk__in=before).select_related("dashboard", "chart").get()


def add_chart(*, user: User, dashboard_id: str, chart_id: str, title: str = "") -> Tile:
    """Add a chart in the size most charts look good in."""
    return add_tile(
        user=user, dashboard_id=dashboard_id, fields={"kind": "chart", "chart": chart_id, "title": title, "w": COLUMNS // 2, "h": 4}
    )


def update_tile(*, user: User, dashboard_id: str, tile_id: str, fields: dict[str, Any], expected: int) -> Tile:
    """Change some fields of a tile. Raises DashboardStale when `expected` is not the stored version."""

    def update(content: Content) -> Content:
        tiles = content.plain()["tiles"]
        _find(content, tile_id)
        return Content.parse(content.plain() | {"tiles": [t | fields | {"id": tile_id} if t["id"] == tile_id else t for t in tiles]})

    change_content(user=user, dashboard_id=dashboard_id, change=update, note="Changed a tile", expected=expected)
    return Tile.objects.select_related("dashboard", "chart").get(pk=tile_id)


def remove_tile(*, user: User, dashboard_id: str, tile_id: str, expected: int) -> Dashboard:
    """Take a tile off; restoring the version before brings it back."""

    def remove(content: Content) -> Content:
        gone = _find(content, tile_id)
        return content.model_copy(update={"tiles": tuple(t for t in content.tiles if t is not gone)})

    return change_content(user=user, dashboard_id=dashboard_id, change=remove, note="Removed a tile", expected=expected)


def _find(content: Content, tile_id: str) -> TileDraft:
    found = next((t for t in content.tiles if t.id == tile_id), None)
    if found is None:
        raise NotFound("This tile is no longer on the dashboard. Reload the page.")
    return found
