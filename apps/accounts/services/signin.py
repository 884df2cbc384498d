"""Prove who somebody is: by e-mail and password, or by a link that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.core import audit
from apps.core.sessions import person_of

from ..errors import BadCredentials, BadToken, KeyTooNarrow
from ..models import SignInLink, User
from . import bearer, guard, notices

FOR_PEOPLE = timedelta(minutes=15)
FOR_FIRST_START = timedelta(hours=24)


def check_password(*, email: str, password: str, address: str) -> User:
    """Return the active person with this address and password.

    Raises TooManyRequests while locked, BadCredentials otherwise; unknown, inactive and mistaken look alike, in words and in time.
    """
    guard.begin(email, address)
    found = authenticate(None, email=email.strip().lower(), password=password)
    if not isinstance(found, User) or not found.is_active:
        note_failure(email)
        raise BadCredentials("The e-mail address or the password is not right.")
    guard.succeeded(email)
    return found


def note_failure(email: str) -> None:
    """Count a wrong password; the fifth locks the account and tells its owner."""
    audit.record("signin.failed", user=None, workspace_id="", kind="user", after={"email": email[:254]})
    if not guard.failed(email):
        return
    audit.record("signin.locked", user=None, workspace_id="", kind="user", after={"email": email[:254]})
    notices.tell_if_known(email, "locked")


def person_behind(*, authorization: str = "", session_key: str = "") -> User | None:
    """Who sends a request that Django has not read yet: by its Authorization header, else by its session; None for nobody.

    For work that has to wait for the person but cannot wait for the request, such as receiving a large body.
    """
    if authorization:
        try:
            return bearer.person_of_header(authorization, writes=True)
        except (BadToken, KeyTooNarrow):
            return None
    if not session_key:
        return None
    found = person_of(import_module(settings.SESSION_ENGINE).SessionStore(session_key).load())
    return found if isinstance(found, User) else None


def one_time_link(user: User, base_url: str, *, life: timedelta = FOR_PEOPLE) -> str:
    """Return an absolute address that signs `user` in, once, within `life`. Only a digest of its secret is stored."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires_at__lt=timezone.now() - timedelta(days=7)).delete()
    SignInLink.objects.create(user=user, digest=_digest(secret), expires_at=timezone.now() + life)
    return base_url.rstrip("/") + reverse("accounts:link", args=[secret])


@transaction.atomic
def use_link(secret: str) -> User:
    """Spend a one-time link and return its person. Raises BadToken when it is unknown, used or too old."""
    now = timezone.now()
    alive = SignInLink.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=now, user__is_active=True)
    if not alive.update(used_at=now):
        raise BadToken("This sign-in link was used already or is too old. Ask for a new one.")
    link = SignInLink.objects.select_related("user").get(digest=_digest(secret))
    audit.record("signin.link", user=link.user, workspace_id="", kind="user", object_id=link.user.pk)
    return link.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
