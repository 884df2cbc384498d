"""Create workspaces and change who is in them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.core import audit
from apps.core.errors import Conflict, Forbidden, InvalidInput, NotFound

from ..models import Grant, Membership, Role, User, Workspace
from ..selectors import access_workspace
from . import tokens


@transaction.atomic
def create_workspace(*, user: User, name: str) -> Workspace:
    """Create a workspace; its maker becomes its first administrator."""
    if not name.strip():
        raise InvalidInput("Give the workspace a name.", fields={"name": ["Give the workspace a name."]})
    if user.service_of_id:
        raise Forbidden("A service account belongs to one workspace and makes no others.")
    workspace = Workspace.objects.create(name=name.strip()[:120])
    Membership.objects.create(workspace=workspace, user=user, role=Role.ADMIN)
    _audit("workspace.create", user, workspace, workspace.pk, after={"name": workspace.name})
    return workspace


@transaction.atomic
def rename_workspace(*, user: User, workspace: Workspace, name: str) -> Workspace:
    """Change the name. Raises Forbidden for non-administrators, InvalidInput for an empty name."""
    stored = access_workspace(user, workspace.pk, "manage")
    if not name.strip():
        raise InvalidInput("Give the workspace a name.", fields={"name": ["Give the workspace a name."]})
    before, stored.name = stored.name, name.strip()[:120]
    stored.save(update_fields=["name", "updated_at"])
    _audit("workspace.rename", user, stored, stored.pk, before={"name": before}, after={"name": stored.name})
    return stored


@transaction.atomic
def add_member(*, user: User, workspace: Workspace, member: User, role: str) -> Membership:
    """Give `member` a seat. Raises Forbidden for non-administrators, Conflict for somebody already inside."""
    access_workspace(user, workspace.pk, "manage")
    _check_role(role)
    membership, made = Membership.objects.get_or_create(workspace=workspace, user=member, defaults={"role": role})
    if not made:
        raise Conflict(f"{member} is already a member of {workspace.name}.")
    _audit("member.add", user, workspace, member.pk, after={"role": role})
    return membership


@transaction.atomic
def change_role(*, user: User, workspace: Workspace, member_id: str, role: str) -> Membership:
    """Change a member's role. Raises Conflict when it would leave no administrator."""
    access_workspace(user, workspace.pk, "manage")
    membership = _seat(workspace, member_id)
    _check_role(role)
    if role != Role.ADMIN:
        _keep_one_administrator(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role", "updated_at"])
    tokens.revoke_all(membership.user)  # a token carries no right of a role that is gone
    _audit("member.role", user, workspace, member_id, before={"role": before}, after={"role": role})
    return membership


@transaction.atomic
def remove_member(*, user: User, workspace: Workspace, member_id: str) -> None:
    """Take a seat away, and every grant with it; people may always remove themselves, but never the last administrator."""
    access_workspace(user, workspace.pk, "view" if member_id == user.pk else "manage")
    membership = _seat(workspace, member_id)
    _keep_one_administrator(membership)
    Grant.objects.filter(workspace=workspace, user_id=member_id).delete()
    membership.delete()
    tokens.revoke_all(membership.user)
    _audit("member.remove", user, workspace, member_id, before={"role": membership.role})


def _seat(workspace: Workspace, member_id: str) -> Membership:
    """The membership, with the workspace's administrators locked so that two changes cannot both see 'another one'."""
    list(Membership.objects.select_for_update().filter(workspace=workspace, role=Role.ADMIN).values_list("pk"))
    found = Membership.objects.select_related("user").filter(workspace=workspace, user_id=member_id).first()
    if found is None:
        raise NotFound("This person is not a member of the workspace.")
    if found.user.service_of_id:
        raise Conflict("This is a service account. Change or remove it among the service accounts of the workspace.")
    return found


def _keep_one_administrator(membership: Membership) -> None:
    if membership.role != Role.ADMIN:
        return
    others = Membership.objects.filter(workspace_id=membership.workspace_id, role=Role.ADMIN, user__is_active=True).exclude(
        pk=membership.pk
    )
    if not others.exists():
        raise Conflict("A workspace needs an administrator. Make somebody else an administrator first.")


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise InvalidInput("Choose viewer, analyst or admin.", fields={"role": ["Choose viewer, analyst or admin."]})


def _audit(action: str, user: User, workspace: Workspace, object_id: str, **change: Any) -> None:
    audit.record(action, user=user, workspace_id=workspace.pk, kind=action.partition(".")[0], object_id=object_id, **change)
