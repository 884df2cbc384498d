"""How long a workspace's trail is kept, and whether it was proved to be whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.audit import chain, retention, verify
from apps.core.errors import InvalidInput
from apps.core.jobs import enqueue
from apps.core.models import AuditChain, AuditEntry, Job

from ..models import User, Workspace
from ..selectors import access_workspace

LIVES = (
    (90, "90 days"),
    (180, "180 days"),
    (365, "a year"),
    (730, "two years"),
    (1825, "five years"),
    (3650, "ten years"),
    (0, "for ever"),
)
LEAST, MOST = 30, 36_500


@dataclass(frozen=True)
class State:
    """What is known of a workspace's chain: how far it was proved, when, what was wrong, and how many days entries are kept."""

    entries: int
    waiting: int
    checked_to: int
    checked_at: datetime | None
    problem: str
    removed_to: int
    days: int
    own: bool


def state_of(workspace: Workspace) -> State:
    """The state of the workspace's trail as it was last proved."""
    head = AuditChain.objects.filter(workspace_id=workspace.pk).first() or AuditChain(workspace_id=workspace.pk)
    waiting = AuditEntry.objects.filter(workspace_id=workspace.pk, digest="").count()
    days, own = days_of(workspace), workspace.audit_days is not None
    return State(head.seq, waiting, head.checked_to, head.checked_at, head.problem, head.removed_to, days, own)


def days_of(workspace: Workspace) -> int:
    """How many days entries are kept; 0 is for ever."""
    return int(settings.PILOTBA.audit_days) if workspace.audit_days is None else workspace.audit_days


@transaction.atomic
def keep_for(*, user: User, workspace: Workspace, days: int | None) -> Workspace:
    """Say how long the workspace's entries are kept: days from 30 on, 0 for ever, None as the installation says."""
    stored = access_workspace(user, workspace.pk, "manage")
    if days and not LEAST <= days <= MOST:
        raise InvalidInput(f"Keep entries for {LEAST} to {MOST} days, or 0 for ever.", fields={"days": [f"From {LEAST} to {MOST}, or 0."]})
    before, stored.audit_days = stored.audit_days, days
    stored.save(update_fields=["audit_days", "updated_at"])
    change = {"before": {"days": before}, "after": {"days": days}}
    audit.record("audit.keep", user=user, workspace_id=stored.pk, kind="workspace", object_id=stored.pk, **change)
    return stored


def check_now(*, user: User, workspace: Workspace) -> Job:
    """Start reading the whole trail; the outcome is in `state_of`."""
    access_workspace(user, workspace.pk, "manage")
    return enqueue("accounts.audit_verify", workspace_id=workspace.pk, owner=user, subject=f"workspace:{workspace.pk}")


def prove(workspace_id: str | None = None) -> list[verify.Verdict]:
    """Chain what waits, then check one workspace's trail, or every one."""
    chain.seal()
    return verify.verify_all() if workspace_id is None else [verify.verify(workspace_id)]


def remove_old() -> int:
    """Let go, everywhere, what is older than its workspace keeps; returns how many entries went."""
    lives = {workspace.pk: days_of(workspace) for workspace in Workspace.objects.only("audit_days")}
    now, removed = timezone.now(), 0
    for workspace_id in AuditChain.objects.values_list("workspace_id", flat=True):
        days = lives.get(workspace_id, settings.PILOTBA.audit_days)
        if days:
            removed += retention.expire(workspace_id, now - timedelta(days=days))
    return removed
