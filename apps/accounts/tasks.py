"""Background work of accounts."""

from __future__ import annotations

from typing import Any

from apps.core.jobs import JobRun, job

from .services import keeping


@job("accounts.audit_verify")
def audit_verify(run: JobRun) -> dict[str, Any]:
    """Check the trail of the job's workspace, or every trail when it has none."""
    found = keeping.prove(run.job.workspace_id or None)
    return {"checked": sum(one.checked for one in found), "broken": [one.workspace_id for one in found if not one.ok]}


@job("accounts.audit_remove_old")
def audit_remove_old(run: JobRun) -> dict[str, Any]:
    """Retention."""
    return {"removed": keeping.remove_old()}
