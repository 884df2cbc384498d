"""The groups of a workspace."""

from __future__ import annotations

from django.db.models import Count, Prefetch, QuerySet

from apps.core.errors import NotFound

from ..models import Group, Membership, Workspace


def groups_in(workspace: Workspace) -> QuerySet[Group]:
    """All groups by name, each with `size`, the number of its people. Members of the workspace know its groups."""
    return Group.objects.filter(workspace=workspace).annotate(size=Count("seats")).order_by("name", "pk")


def access_group(workspace: Workspace, group_id: str) -> Group:
    """One group with its seats and their people; the caller has accessed the workspace. Raises NotFound."""
    seats = Prefetch("seats", Membership.objects.select_related("user").order_by("user__name", "user__email"))
    found = groups_in(workspace).prefetch_related(seats).filter(pk=group_id).first()
    if found is None:
        raise NotFound(f"There is no such group in {workspace.name}.")
    return found
