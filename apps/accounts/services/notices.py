"""Mails that tell people what happened to their account. They hold no secret, so a job sends them."""

from __future__ import annotations

from apps.core import mail
from apps.core.jobs.queue import enqueue

from ..models import User


def tell(to: str, template: str, /, **words: str) -> None:
    """Send the mail `template` to the address when the caller's transaction commits; a mail server that is away is tried again."""
    enqueue("accounts.mail", workspace_id="", owner=None, subject="mail", email=to, template=template, words={"email": to, **words})


def tell_if_known(email: str, template: str) -> None:
    """Send it if somebody has this address. The job finds out, so that the request takes as long for a known as for an unknown one."""
    enqueue("accounts.mail_known", workspace_id="", owner=None, subject="mail", email=email.strip().lower()[:254], template=template)


def send_if_known(email: str, template: str) -> bool:
    """What the job of `tell_if_known` does; tells whether a mail went out."""
    owner = User.objects.filter(email=email, is_active=True).first()
    if owner is not None:
        mail.send(template, owner.email, {"name": owner.name})
    return owner is not None
