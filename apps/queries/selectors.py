"""Reads of the history, and what the SQL page shows of datasets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.models import User, Workspace
from apps.accounts.selectors import visible
from apps.core.errors import NotFound
from apps.datasets.models import Dataset
from apps.datasets.selectors import access_dataset, columns_of_many, visible_datasets
from apps.engine.types import Column

from .models import QueryRun


def runs_of(user: User, workspace: Workspace, *, search: str = "", state: str = "") -> QuerySet[QueryRun]:
    """The person's own queries in the workspace, newest first; nobody sees anybody else's."""
    if user.guise:
        return QueryRun.objects.none()
    found = QueryRun.objects.filter(user_id=user.pk, workspace=workspace)
    if search:
        found = found.filter(Q(sql__icontains=search))
    return found.filter(state=state) if state else found


def access_run(user: User, run_id: str) -> QueryRun:
    """The person's own query; NotFound for anybody else's."""
    run = QueryRun.objects.filter(pk=run_id, user_id=user.pk).first()
    if run is None:
        raise NotFound("There is no such query.")
    return run


def dataset_for(user: User, dataset_id: str) -> Dataset:
    """The dataset with its workspace and current version, in one look; raises as `access_dataset` does."""
    together = visible(Dataset, user).select_related("workspace", "current_version").defer("current_version__profile")
    return together.filter(pk=dataset_id).first() or access_dataset(user, dataset_id)


def tables_for(user: User, workspace: Workspace) -> list[dict[str, Any]]:
    """The tables the person can name in SQL: [{id, name, table, rows, columns: [{name, type}]}], by name."""
    found = [d for d in visible_datasets(user, workspace).order_by("table_name") if d.current_version is not None]
    known = columns_of_many(user, found)
    return [
        {"id": d.pk, "name": d.name, "table": d.table_name, "rows": d.current_version.row_count, "columns": _plain(known[d.pk])}
        for d in found
        if d.current_version is not None
    ]


def _plain(columns: Iterable[Column]) -> list[dict[str, Any]]:
    return [{"id": c.id, "name": c.name, "type": c.type.value, "native": c.native} for c in columns]
