"""How a workspace wants its people to sign in: the second step, and how long sessions live."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from apps.core import audit
from apps.core.errors import InvalidInput

from ..models import SecondStep, User, Workspace
from ..selectors import access_workspace


@transaction.atomic
def change_policy(
    *, user: User, workspace: Workspace, second_step: str, idle_minutes: int | None = None, session_hours: int | None = None
) -> Workspace:
    """Set it; empty values mean what the installation says. Raises Forbidden for non-administrators, InvalidInput with the field."""
    stored = access_workspace(user, workspace.pk, "manage")
    if second_step not in ("", *SecondStep.values):
        raise _wrong("second_step", f"Choose {', '.join(SecondStep.values)}, or nothing.")
    most_idle, most = settings.PILOTBA.session_idle_minutes, settings.PILOTBA.session_hours
    if idle_minutes is not None and not 5 <= idle_minutes <= most_idle:
        raise _wrong("idle_minutes", f"Give 5 to {most_idle} minutes, or nothing.")
    if session_hours is not None and not 1 <= session_hours <= most:
        raise _wrong("session_hours", f"Give 1 to {most} hours, or nothing.")
    before = policy_of(stored)
    stored.second_step, stored.idle_minutes, stored.session_hours = second_step, idle_minutes, session_hours
    stored.save(update_fields=["second_step", "idle_minutes", "session_hours", "updated_at"])
    audit.record(
        "workspace.security",
        user=user,
        workspace_id=stored.pk,
        kind="workspace",
        object_id=stored.pk,
        before=before,
        after=policy_of(stored),
    )
    return stored


def policy_of(workspace: Workspace) -> dict[str, Any]:
    """As plain data."""
    return {"second_step": workspace.second_step, "idle_minutes": workspace.idle_minutes, "session_hours": workspace.session_hours}


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput(words, fields={field: [words]})
