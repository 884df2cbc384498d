"""Personal API keys (SPEC A4): long-lived, scoped, shown once, stored as digests, revocable one by one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from apps.core import audit
from apps.core.errors import InvalidInput, NotFound

from ..errors import BadToken
from ..models import ApiKey, Scope, User

PREFIX = "pba_"
LIVES = {"30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365), "never": None}
_MOST = 20
_NOTED = timedelta(minutes=1)  # how exactly the last use is known
_REFUSED = "The API key is not known, has ended or was revoked. Make a new one in your settings."


@transaction.atomic
def make_key(*, user: User, name: str, scope: str, life: str = "90", by: User | None = None, workspace_id: str = "") -> tuple[ApiKey, str]:
    """Make a key for the person; returns it and its text, which is never to be seen again.

    `life` is the number of days: 30, 90, 365, or "never"; `by` makes it for the service account `user`.
    Raises InvalidInput for other values and beyond 20 living keys.
    """
    name = name.strip()
    if not name or len(name) > 120:
        raise InvalidInput("Give the key a name of at most 120 characters.", fields={"name": ["Give the key a name."]})
    if scope not in Scope.values:
        raise InvalidInput(f"The scope must be one of {', '.join(Scope.values)}.", fields={"scope": ["Choose what the key may do."]})
    if life not in LIVES:
        raise InvalidInput(f"The life must be one of {', '.join(LIVES)}.", fields={"life": ["Choose how long the key lives."]})
    User.objects.select_for_update().get(pk=user.pk)  # so that two requests at once cannot pass the most
    if keys_of(user).count() >= _MOST:
        raise InvalidInput(f"You have {_MOST} API keys. Revoke one that is no longer used.")
    text = PREFIX + secrets.token_urlsafe(32)
    ends = LIVES[life]
    key = ApiKey.objects.create(
        user=user,
        name=name,
        scope=scope,
        digest=_digest(text),
        hint=text[:8],
        epoch=user.token_epoch,
        expires_at=timezone.now() + ends if ends else None,
    )
    after = {"name": name, "scope": scope} | ({"for": user.pk} if by else {})
    audit.record("key.make", user=by or user, workspace_id=workspace_id, kind="key", object_id=key.pk, after=after)
    return key, text


def keys_of(user: User) -> QuerySet[ApiKey]:
    """The person's living keys, the newest first."""
    return _living().filter(user_id=user.pk).order_by("-created_at", "pk")


def revoke_key(*, user: User, key_id: str, by: User | None = None, workspace_id: str = "") -> None:
    """End one of the keys of `user` at once. Raises NotFound for another's."""
    if not keys_of(user).filter(pk=key_id).update(revoked_at=timezone.now()):
        raise NotFound("There is no such API key, or it is revoked already.")
    audit.record("key.revoke", user=by or user, workspace_id=workspace_id, kind="key", object_id=key_id)


def key_of(text: str) -> ApiKey:
    """The living key of this text, with its person, and note that it was used. Raises BadToken."""
    key = _living().select_related("user").filter(digest=_digest(text)).first()
    if key is None:
        raise BadToken(_REFUSED)
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > _NOTED:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def _living() -> QuerySet[ApiKey]:
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return ApiKey.objects.filter(alive, revoked_at=None, user__is_active=True, user__token_epoch=F("epoch"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
