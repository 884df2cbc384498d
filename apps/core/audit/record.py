"""Adding an act to the trail."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache import cache

from ..models import AuditEntry
from .privacy import without_addresses


def record(
    action: str,
    *,
    user: Any,
    workspace_id: str,
    kind: str = "",
    object_id: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    request_meta: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one act to the trail, in the caller's transaction. `request_meta` defaults to the current request's id and address.

    E-mail addresses in `before` and `after` become the person's id, or a masked form: an entry outlives a deleted account.
    """
    user = getattr(user, "real", user)  # an administrator who looks as somebody else acts as themselves
    known = user is not None and getattr(user, "pk", None) is not None
    before, after = without_addresses(before, after)
    return AuditEntry.objects.create(
        action=action,
        user_id=user.pk if known else None,
        workspace_id=workspace_id,
        kind=kind,
        object_id=object_id,
        before=before,
        after=after,
        request_meta=current_request() if request_meta is None else request_meta,
    )


def record_once(
    action: str, *, user: Any, workspace_id: str, kind: str, object_id: str, after: dict[str, Any], seconds: int = 3600
) -> None:
    """Add an act that people repeat all the time, such as reading the same data, once in `seconds` for a person and object."""
    if cache.add(f"audit:{action}:{user.pk}:{object_id}", True, seconds):
        record(action, user=user, workspace_id=workspace_id, kind=kind, object_id=object_id, after=after)


def current_request() -> dict[str, Any]:
    """Return what the log context knows of the request or job at hand."""
    context = structlog.contextvars.get_contextvars()
    return {name: context[name] for name in ("request_id", "address", "agent", "job_id") if name in context}
