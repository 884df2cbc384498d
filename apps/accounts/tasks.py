"""Background work of accounts: mail, and the audit trail."""

from __future__ import annotations

from typing import Any

from apps.core import mail
from apps.core.jobs import JobRun, job

from .services import erasing, keeping, notices, personal_data


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


@job(personal_data.KIND)
def personal_export(run: JobRun) -> dict[str, Any]:
    """Gather all of a person's data."""
    return personal_data.make_export(run)


@job("accounts.erase_due")
def erase_due(run: JobRun) -> dict[str, Any]:
    """Delete the accounts whose time to think is over, and exports whose week is."""
    return {"erased": erasing.erase_due(), "exports": personal_data.remove_expired()}
