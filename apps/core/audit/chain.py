"""The chain: each entry carries the digest of the one before, per workspace, and the head is signed.

Entries are written in the transaction of the act they tell of, and chained a moment later in a transaction that does nothing
else. So a writer never waits for another, two can never wait for each other, and the order of the chain is that of the commits.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models, transaction

from .. import crypto
from ..models import AuditChain, AuditEntry

BATCH = 1000
_CONTEXT = "audit chain"


def seal() -> int:
    """Chain what was committed since the last time, at most BATCH entries of each workspace; returns how many."""
    waiting = AuditEntry.objects.filter(digest="").order_by().values_list("workspace_id", flat=True).distinct()
    return sum(_seal(workspace_id) for workspace_id in list(waiting))


@transaction.atomic
def _seal(workspace_id: str) -> int:
    chain = locked(workspace_id)
    rows = list(AuditEntry.objects.filter(workspace_id=workspace_id, digest="").order_by("pk")[:BATCH])
    for row in rows:
        row.seq, row.previous = chain.seq + 1, chain.digest
        row.digest = digest_of(row)
        chain.seq, chain.digest = row.seq, row.digest
    if rows:
        plain: models.QuerySet[AuditEntry] = models.QuerySet(AuditEntry)
        plain.bulk_update(rows, ["seq", "previous", "digest"], batch_size=200)
        sign(chain)
        chain.save()
    return len(rows)


def locked(workspace_id: str) -> AuditChain:
    """The workspace's chain, held until the transaction ends."""
    AuditChain.objects.get_or_create(workspace_id=workspace_id)
    return AuditChain.objects.select_for_update().get(workspace_id=workspace_id)


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 (hex) over the entry's canonical JSON: sorted keys, no spaces, UTF-8, times in UTC."""
    return hashlib.sha256(json.dumps(_plain(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _plain(entry: AuditEntry) -> dict[str, Any]:
    return {
        "v": 1,
        "workspace": entry.workspace_id,
        "seq": entry.seq,
        "previous": entry.previous,
        "at": entry.at.astimezone(UTC).isoformat(),
        "action": entry.action,
        "user": entry.user_id,
        "kind": entry.kind,
        "object": entry.object_id,
        "before": entry.before,
        "after": entry.after,
        "request": entry.request_meta,
    }


def sign(chain: AuditChain) -> None:
    """Sign the head and the point up to which retention removed entries, with the installation's key."""
    chain.signature = crypto.sign(_stated(chain), _CONTEXT)


def is_signed(chain: AuditChain) -> bool:
    """Whether head and checkpoint are as they were signed."""
    return crypto.is_signed(_stated(chain), chain.signature, _CONTEXT)


def _stated(chain: AuditChain) -> str:
    return json.dumps([chain.workspace_id, chain.seq, chain.digest, chain.removed_to, chain.removed_digest])
