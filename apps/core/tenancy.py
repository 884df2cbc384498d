"""Managers of rows that belong to a workspace: a question that could reach into another one is refused before it is put.

A query is scoped when its conditions name a workspace, a person, an object by its id, or anything that itself belongs to a
workspace. Whoever has a reason to ask over all workspaces (retention, counters, the admin site) says it: `unscoped("reason")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.db.models.sql.where import AND, NothingNode, WhereNode

M = TypeVar("M", bound=models.Model)
_NAMES = frozenset({"workspace", "workspace_id", "object_id"})  # object_id: the id of any kind of object, beside its kind
_EQUAL = frozenset({"exact", "in"})


class Unscoped(Exception):
    """A query over the rows of all workspaces, which nobody gave a reason for; a fault of ours, never of a person's."""


class TenantQuery(Query):
    """Refuses to be executed unscoped. As a part of another query it is bounded by that one."""

    reason = ""

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:
        """Django compiles what it executes by the name of a database, and parts of it by a connection."""
        if using is not None:
            check(self)
        return super().get_compiler(using, connection, elide_empty)


class TenantQuerySet(models.QuerySet[M]):
    """Checks what leaves through other kinds of queries than SELECT, too."""

    def update(self, **kwargs: Any) -> int:
        check(self.query)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]  # as Django marks its own

    def _raw_delete(self, using: str | None) -> Any:
        check(self.query)
        return super()._raw_delete(using)

    def unscoped(self, reason: str) -> Self:
        """The same rows without the check."""
        found = self._chain()  # type: ignore[attr-defined]  # not in the stubs
        found.query.reason = reason
        return found  # type: ignore[no-any-return]


class TenantManager(models.Manager[M]):
    """The default manager of every model with a workspace; a test finds those that lack it."""

    def get_queryset(self) -> TenantQuerySet[M]:
        return TenantQuerySet(self.model, query=TenantQuery(self.model), using=self._db)

    def unscoped(self, reason: str) -> TenantQuerySet[M]:
        """All rows of all workspaces, for a reason that the reader of the code learns."""
        return self.get_queryset().unscoped(reason)


def over_all(model: type[M], reason: str) -> models.QuerySet[M]:
    """All rows of any model: of all workspaces, where it belongs to one."""
    found: Any = model._default_manager.all()
    return found.unscoped(reason) if isinstance(found, TenantQuerySet) else found


def check(query: Query) -> None:
    """Raise Unscoped for a query that names no workspace and nothing in one."""
    if not isinstance(query, TenantQuery) or query.reason or is_scoped(query.where) or any(excuse() for excuse in excuses):
        return
    label = query.model._meta.label if query.model else "?"
    raise Unscoped(f'{label} was asked for over all workspaces. Filter by a workspace, or say why not: unscoped("…").')


def is_scoped(node: Any) -> bool:
    """Whether every row that passes a condition is tied to a workspace, a person or an id."""
    if isinstance(node, NothingNode):
        return True
    if isinstance(node, WhereNode):
        if node.negated or not node.children:
            return False
        return _any_or_all(node.connector)(is_scoped(child) for child in node.children)
    return getattr(node, "lookup_name", "") in _EQUAL and _names_a_place(getattr(node, "lhs", None))


def _any_or_all(connector: str) -> Callable[[Iterable[bool]], bool]:
    return any if connector == AND else all


def _names_a_place(column: Any) -> bool:
    """A workspace, something unique (an id, a digest), or a reference to a row of a model that is tied to one."""
    if not isinstance(column, Col):
        return False
    field: Any = column.target
    if field.unique or field.name in _NAMES or field.attname in _NAMES:
        return True
    return field.is_relation and field.related_model is not None


excuses: list[Callable[[], bool]] = []  # tests look at everything
