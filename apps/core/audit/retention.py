"""Removing what is older than a workspace keeps, without breaking the chain."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ..models import AuditEntry
from . import chain as chains
from .record import record


@transaction.atomic
def expire(workspace_id: str, before: datetime) -> int:
    """Remove the oldest entries up to the first that is not older than `before`; returns how many.

    A signed checkpoint stays (number and digest of the last one removed), from which the rest still verifies, and an entry says
    what was removed. The database lets nothing go that no checkpoint covers.
    """
    chain = chains.locked(workspace_id)
    kept = AuditEntry.objects.filter(workspace_id=workspace_id, seq__gt=chain.removed_to)
    first = kept.filter(at__gte=before).order_by("seq").values_list("seq", flat=True).first()
    last = kept.filter(seq__lt=first if first is not None else chain.seq + 1).order_by("-seq").first()
    if last is None or last.seq is None:
        return 0
    count = last.seq - chain.removed_to
    chain.removed_to, chain.removed_digest = last.seq, last.digest
    chains.sign(chain)
    chain.save()
    AuditEntry.objects.filter(workspace_id=workspace_id, seq__lte=last.seq).expire()
    facts = {"removed": count, "up_to": last.seq, "digest": last.digest, "older_than": before.isoformat()}
    record("audit.expire", user=None, workspace_id=workspace_id, kind="audit", after=facts)
    return count
