"""Offer a seat in a workspace to somebody who may not have an account yet."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.core import audit, mail
from apps.core.errors import Conflict, Forbidden, InvalidInput, NotFound

from ..models import Invitation, Membership, Role, User, Workspace
from ..selectors import access_workspace
from . import addresses

LIFE = timedelta(days=7)
log = structlog.get_logger("pilotba.accounts")


@transaction.atomic
def invite(*, user: User, workspace: Workspace, email: str, role: str, base_url: str) -> str:
    """Return a link that lets the owner of `email` join, for 7 days; an earlier open invitation of the address is replaced."""
    access_workspace(user, workspace.pk, "manage")
    if role not in Role.values:
        raise InvalidInput("Choose viewer, analyst or admin.", fields={"role": ["Choose viewer, analyst or admin."]})
    email, secret = email.strip().lower(), secrets.token_urlsafe(32)
    if Membership.objects.filter(workspace=workspace, user__email=email).exists():
        raise Conflict(f"{email} is already a member of {workspace.name}.")
    Invitation.objects.filter(workspace=workspace, email=email, accepted_at=None).delete()
    made = Invitation.objects.create(
        workspace=workspace, email=email, role=role, digest=_digest(secret), invited_by=user, expires_at=timezone.now() + LIFE
    )
    audit.record(
        "member.invite", user=user, workspace_id=workspace.pk, kind="invitation", object_id=made.pk, after={"email": email, "role": role}
    )
    link = base_url.rstrip("/") + reverse("accounts:invitation", args=[secret])
    _mail(made, link)
    return link


def open_invitation(secret: str) -> Invitation:
    """The invitation behind a link. Raises NotFound when it is unknown, accepted, withdrawn or too old."""
    alive = Invitation.objects.select_related("workspace", "invited_by").filter(accepted_at=None, expires_at__gt=timezone.now())
    found = alive.filter(digest=_digest(secret)).first()
    if found is None:
        raise NotFound("This invitation was used already, withdrawn, or is too old. Ask for a new one.")
    return found


@transaction.atomic
def accept(*, user: User, secret: str) -> Workspace:
    """Take the offered seat. Raises Forbidden when the invitation was for another address."""
    invitation = open_invitation(secret)
    if invitation.email != user.email:
        raise Forbidden("This invitation is for another e-mail address. Sign in with the address it was sent to.")
    if not addresses.is_verified(user):
        raise Forbidden("Show first that this address is yours: sign out, sign in again, and enter the code from our mail.")
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=timezone.now()):
        raise NotFound("This invitation was used already.")
    _, made = Membership.objects.get_or_create(workspace=invitation.workspace, user=user, defaults={"role": invitation.role})
    if made:
        audit.record(
            "member.join",
            user=user,
            workspace_id=invitation.workspace_id,
            kind="member",
            object_id=user.pk,
            after={"role": invitation.role},
        )
    return invitation.workspace


@transaction.atomic
def withdraw(*, user: User, workspace: Workspace, invitation_id: str) -> None:
    """Make an open invitation useless. Raises NotFound when there is none."""
    access_workspace(user, workspace.pk, "manage")
    invitation = Invitation.objects.select_for_update().filter(workspace=workspace, pk=invitation_id, accepted_at=None).first()
    if invitation is None:
        raise NotFound("There is no such open invitation.")
    before = {"email": invitation.email, "role": invitation.role}
    invitation.delete()
    audit.record("member.uninvite", user=user, workspace_id=workspace.pk, kind="invitation", object_id=invitation_id, before=before)


def _mail(made: Invitation, link: str) -> None:
    """Send the link, where there is a mail server; it is shown to who invites in any case."""
    if not mail.is_sent():
        return
    words = {"link": link, "workspace": made.workspace.name, "inviter": str(made.invited_by), "role": made.get_role_display().lower()}
    try:
        mail.send("invitation", made.email, words)
    except OSError:
        log.exception("invitation_not_sent")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
