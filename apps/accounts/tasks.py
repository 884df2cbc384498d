"""Background work of accounts: mail, and the audit trail."""

from __future__ import annotations

from typing import Any

from apps.core import mail
from apps.core.jobs import JobRun, job

from .services import keeping, notices


@job("accounts.audit_verify")
def audit_verify(run: JobRun) -> dict[str, Any]:
    """Check the trail of the job's workspace, or every trail when it has none."""
    found = keeping.prove(run.job.workspace_id or None)
    return {"checked": sum(one.checked for one in found), "broken": [one.workspace_id for one in found if not one.ok]}


@job("accounts.audit_remove_old")
def audit_remove_old(run: JobRun) -> dict[str, Any]:
    """Retention."""
    return {"removed": keeping.remove_old()}


@job("accounts.mail", max_attempts=5)
def send_mail(run: JobRun, *, email: str, template: str, words: dict[str, Any]) -> None:
    """Send one mail to one person."""
    run.step("send")
    mail.send(template, email, words)


@job("accounts.mail_known", max_attempts=5)
def send_if_known(run: JobRun, *, email: str, template: str) -> dict[str, Any]:
    """Send one mail to the person with this address, if there is one."""
    run.step("send")
    return {"sent": notices.send_if_known(email, template)}
