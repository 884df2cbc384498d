"""What happened lately in a workspace, and what went wrong, as far as one person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts.models import SharedObject, User, Workspace
from apps.accounts.selectors import favourites, visible
from apps.charts.models import Chart
from apps.core.models import AuditEntry
from apps.datasets.models import Dataset
from apps.datasets.selectors import visible_datasets

from ..models import Dashboard

_DEEDS = {
    "dashboard.create": "created",
    "dashboard.save": "changed",
    "dashboard.pin": "pinned",
    "dashboard.restore": "restored",
    "chart.create": "created",
    "chart.update": "changed",
    "dataset.upload": "uploaded",
    "dataset.restore": "restored",
    "object.share": "shared",
}
_ICONS: dict[type[SharedObject], str] = {Dashboard: "layout-dashboard", Chart: "chart-column", Dataset: "database"}
_KINDS: dict[str, type[SharedObject]] = {
    "dashboards.dashboard": Dashboard,
    "chart": Chart,
    "charts.chart": Chart,
    "datasets.dataset": Dataset,
}
_READ = 200  # entries looked through; people who act a lot on one thing fill many


@dataclass(frozen=True)
class Item:
    """A line of a list on the home page: an object, and what was done to it, by whom and when, if that is what the line tells."""

    object: Any
    icon: str
    deed: str = ""
    by: str = ""
    at: datetime | None = None


def starred(user: User, workspace: Workspace) -> list[Item]:
    """The person's favourites of all kinds: dashboards, charts, datasets, each by name."""
    found = [(model, obj) for model in _ICONS for obj in favourites(model, user, workspace)]
    return [Item(obj, _ICONS[model]) for model, obj in found if getattr(obj, "trashed_at", None) is None]


def activity(user: User, workspace: Workspace, limit: int = 8) -> list[Item]:
    """What members did last to objects that `user` may see, the newest first; what one person did to one object is one line."""
    entries = AuditEntry.objects.filter(workspace_id=workspace.pk, action__in=_DEEDS, kind__in=_KINDS).select_related("user")
    newest = list(entries.order_by("-at", "-pk")[:_READ])
    seen = _seen(user, newest)
    lines: dict[tuple[str, str | None], Item] = {}
    for entry in newest:
        obj = seen.get((_KINDS[entry.kind], entry.object_id))
        if obj is not None:
            line = Item(obj, _ICONS[type(obj)], _DEEDS[entry.action], str(entry.user or "Somebody"), entry.at)
            lines.setdefault((entry.object_id, entry.user_id), line)
    return list(lines.values())[:limit]


def failing(user: User, workspace: Workspace) -> list[Dataset]:
    """The person's own datasets whose last import failed."""
    return list(visible_datasets(user, workspace).filter(owner=user, state="failed")[:6])


def _seen(user: User, entries: Iterable[AuditEntry]) -> dict[tuple[type[SharedObject], str], SharedObject]:
    """The objects of the entries that the person may see and that are not in the trash."""
    wanted: dict[type[SharedObject], set[str]] = {}
    for entry in entries:
        wanted.setdefault(_KINDS[entry.kind], set()).add(entry.object_id)
    found = [(model, obj) for model, ids in wanted.items() for obj in visible(model, user).filter(pk__in=ids)]
    return {(model, obj.pk): obj for model, obj in found if getattr(obj, "trashed_at", None) is None}
