"""Deleting an account: a time to think, an heir for what the person owns, and then no trace of the address in any table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from apps.core import audit, storage
from apps.core.errors import Conflict, InvalidInput
from apps.core.models import Job

from ..models import Deletion, Invitation, Membership, PersonalExport, Role, SharedObject, User, Workspace
from . import notices, scrubbing, tokens


def owned_by(user: User) -> dict[str, int]:
    """Workspace id -> how many objects the person owns there."""
    found: dict[str, int] = {}
    for model in _shared():
        for workspace_id in model._default_manager.filter(owner=user).values_list("workspace_id", flat=True):
            found[workspace_id] = found.get(workspace_id, 0) + 1
    return found


def heirs_for(user: User) -> list[tuple[Workspace, int, list[User]]]:
    """Each workspace with other people in it, how much the person owns there, and who could have it."""
    owned, out = owned_by(user), []
    for seat in Membership.objects.select_related("workspace").filter(user=user):
        others = (
            Membership.objects.select_related("user")
            .filter(workspace=seat.workspace, user__is_active=True, user__service_of=None)
            .exclude(user=user)
        )
        if people := [one.user for one in others.order_by("user__name", "user__email")]:
            out.append((seat.workspace, owned.get(seat.workspace_id, 0), people))
    return out


@transaction.atomic
def ask(*, user: User, by: User, heirs: Mapping[str, str] | None, confirm: str) -> Deletion:
    """Let the account go after the time to think. `confirm` is its address, typed.

    `heirs` names who gets what the person owns, for each workspace where they own something and others are; a workspace without
    anybody else goes with its person. Raises InvalidInput without an heir, Conflict for the installation's last administrator.
    """
    if confirm.strip().lower() != user.email:
        raise InvalidInput("Type the account's e-mail address to confirm.", fields={"confirm": ["Type the e-mail address of the account."]})
    _keep_one_superuser(user)
    chosen = {}
    for workspace, count, people in heirs_for(user):
        heir = (heirs or {}).get(workspace.pk, "")
        if heir and heir not in {one.pk for one in people}:
            raise InvalidInput(f"Choose a member of {workspace.name}.", field="heirs")
        if count and not heir and heirs is not None:
            raise InvalidInput(f"Choose who gets what is owned in {workspace.name}.", field="heirs")
        if heir:
            chosen[workspace.pk] = heir
    due = timezone.now() + timedelta(days=settings.PILOTBA.erase_days)
    row, _ = Deletion.objects.update_or_create(user=user, defaults={"due_at": due, "heirs": chosen})
    audit.record(
        "person.delete_ask", user=by, workspace_id="", kind="user", object_id=user.pk, after={"due": due.isoformat(), "heirs": chosen}
    )
    notices.tell(user.email, "deletion_asked", due=f"{due:%Y-%m-%d}")
    return row


@transaction.atomic
def keep(*, user: User, by: User) -> None:
    """The person stays. Harmless when nothing was asked."""
    if Deletion.objects.filter(user=user).delete()[0]:
        audit.record("person.delete_withdraw", user=by, workspace_id="", kind="user", object_id=user.pk, before={"state": "asked"})


def erase_due() -> int:
    """Delete every account whose time to think is over; returns how many."""
    due = [row.user for row in Deletion.objects.select_related("user").filter(due_at__lte=timezone.now())]
    for user in due:
        erase(user=user)
    return len(due)


@transaction.atomic
def erase(*, user: User, by: User | None = None) -> None:
    """Delete the account now: what it owns goes to the heirs (else to an administrator), lone workspaces go, the address goes everywhere.

    The audit trail keeps the person's id, which then stands for nobody.
    """
    _keep_one_superuser(user)
    row = Deletion.objects.filter(user=user).first()
    handed = [_leave(seat, (row.heirs if row else {}).get(seat.workspace_id)) for seat in Membership.objects.filter(user=user)]
    for export in PersonalExport.objects.filter(user=user).exclude(storage_key=""):
        transaction.on_commit(lambda key=export.storage_key: storage.delete(key))  # type: ignore[misc]
    tokens.revoke_all(user)
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    Invitation.objects.unscoped("the person goes from all workspaces").filter(email__iexact=user.email).delete()
    Job.objects.filter(owner=user).delete()
    email, name = user.email, user.pk
    user.delete()
    audit.record("person.delete", user=by, workspace_id="", kind="user", object_id=name, after={"handed_over": sum(handed)})
    scrubbing.remove_address(email)


def _leave(seat: Membership, heir_id: str | None) -> int:
    """Hand over what the person owns in one workspace; returns how much. Without anybody else there it goes as a whole."""
    others = Membership.objects.filter(workspace_id=seat.workspace_id, user__is_active=True, user__service_of=None)
    others = others.exclude(user=seat.user_id)
    if not others.exists():
        _remove_workspace(seat.workspace_id)
        return 0
    heir = others.filter(user_id=heir_id).first() or others.filter(role=Role.ADMIN).first() or others.order_by("created_at").first()
    assert heir is not None
    if seat.role == Role.ADMIN and not others.filter(role=Role.ADMIN).exists():
        heir.role = Role.ADMIN
        heir.save(update_fields=["role", "updated_at"])
    return sum(
        model._default_manager.filter(workspace_id=seat.workspace_id, owner=seat.user_id).update(owner=heir.user_id) for model in _shared()
    )


def _remove_workspace(workspace_id: str) -> None:
    """Objects first, those that others stand on last."""
    waiting: list[type[SharedObject]] = _shared()
    while waiting:
        later = [model for model in waiting if not _emptied(model, workspace_id)]
        if len(later) == len(waiting):
            raise Conflict("Something in this workspace cannot be deleted. Tell whoever runs this installation.")
        waiting = later
    Workspace.objects.filter(pk=workspace_id).delete()


def _emptied(model: type[SharedObject], workspace_id: str) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(workspace_id=workspace_id).delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _shared() -> list[type[Any]]:
    return [model for model in apps.get_models() if issubclass(model, SharedObject)]


def _keep_one_superuser(user: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise Conflict("This is the installation's only administrator. Make somebody else one first.")
