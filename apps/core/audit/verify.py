"""Proving that nothing in the trail was changed, removed or slipped in."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.utils import timezone

from ..models import AuditChain, AuditEntry
from . import chain as chains

log = structlog.get_logger("pilotba.audit")


@dataclass(frozen=True)
class Verdict:
    """What was found for one workspace ("" is the installation's own trail). `problem` is empty when the chain holds."""

    workspace_id: str
    checked: int
    last: int
    waiting: int
    problem: str

    @property
    def ok(self) -> bool:
        return not self.problem


def verify_all() -> list[Verdict]:
    """Check the chain of every workspace, reading every entry once."""
    named = set(AuditChain.objects.values_list("workspace_id", flat=True))
    named |= set(AuditEntry.objects.order_by().values_list("workspace_id", flat=True).distinct())
    return [verify(workspace_id) for workspace_id in sorted(named)]


def verify(workspace_id: str) -> Verdict:
    """Check one chain and note the outcome beside it. Retention at the same moment is no fault: then it looks again."""
    chain, found = _look(workspace_id)
    if found.problem and _moved(chain):
        chain, found = _look(workspace_id)
    AuditChain.objects.filter(workspace_id=workspace_id).update(checked_to=found.last, checked_at=timezone.now(), problem=found.problem)
    if found.problem:
        log.error("audit_chain_broken", workspace=workspace_id, problem=found.problem)
    else:  # a head in the log, outside the database, also shows when the whole database is put back to an older state
        log.info("audit_chain_holds", workspace=workspace_id, seq=found.last, digest=chain.digest)
    return found


def _look(workspace_id: str) -> tuple[AuditChain, Verdict]:
    chain = AuditChain.objects.filter(workspace_id=workspace_id).first() or AuditChain(workspace_id=workspace_id)
    checked, problem = _walk(chain)
    waiting = AuditEntry.objects.filter(workspace_id=workspace_id, digest="").count()
    return chain, Verdict(workspace_id, checked, chain.seq, waiting, problem)


def _walk(chain: AuditChain) -> tuple[int, str]:
    """How many entries were checked, and the first fault in words."""
    if chain.seq and not chains.is_signed(chain):
        return 0, "The signature of the chain's head is wrong."
    expected, previous, checked = chain.removed_to + 1, chain.removed_digest, 0
    rows = AuditEntry.objects.filter(workspace_id=chain.workspace_id, seq__gt=chain.removed_to, seq__lte=chain.seq).order_by("seq")
    for row in rows.iterator(chunk_size=2000):
        if row.seq != expected:
            return checked, f"Entry {expected} is missing."
        if row.previous != previous or row.digest != chains.digest_of(row):
            return checked, f"Entry {row.seq} was changed."
        expected, previous, checked = expected + 1, row.digest, checked + 1
    if expected != chain.seq + 1:
        return checked, f"Entry {expected} is missing."
    return checked, _at_the_end(chain, previous)


def _at_the_end(chain: AuditChain, last: str) -> str:
    if last != chain.digest:
        return f"Entry {chain.seq} is not the one that was signed."
    beyond = AuditEntry.objects.filter(workspace_id=chain.workspace_id).exclude(digest="")
    now = AuditChain.objects.filter(workspace_id=chain.workspace_id).values_list("seq", flat=True).first() or 0
    outside = beyond.filter(seq__isnull=True) | beyond.filter(seq__gt=now)
    return "There are entries that were never chained here." if outside.exists() else ""


def _moved(chain: AuditChain) -> bool:
    now = AuditChain.objects.filter(workspace_id=chain.workspace_id).values_list("removed_to", flat=True).first()
    return now is not None and now != chain.removed_to
