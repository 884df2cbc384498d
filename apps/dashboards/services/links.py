"""Making and revoking public links and embeddings of a dashboard (SPEC B5)."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Forbidden, InvalidInput, NotFound

from ..errors import FilterInvalid
from ..models import Dashboard, DoorKind, ShareLink
from ..selectors import access_dashboard, links_of
from .declared import column_of, declared_on
from .filters import condition, read_given, today_of
from .values import filtered_dataset

LIVES = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30), "365": timedelta(days=365), "never": None}
MOST, _LEAST_PASSWORD = 50, 8
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https://\*\.[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?")


@transaction.atomic
def make_link(
    *,
    user: User,
    dashboard_id: str,
    name: str,
    kind: str = DoorKind.LINK,
    life: str = "30",
    password: str = "",
    locked: Mapping[str, Any] | None = None,
    origins: Sequence[str] = (),
) -> tuple[ShareLink, str]:
    """Open a door; returns it and its token (of an embedding: the signing secret), which is never to be seen again.

    `life` is a number of days, 1, 7, 30 or 365, or "never"; `locked` maps declared filters to values that guests cannot change.
    Raises NotFound or Forbidden without the right to manage the dashboard, InvalidInput and FilterInvalid for what does not fit.
    """
    dashboard = access_dashboard(user, dashboard_id, "manage")
    if not settings.PILOTBA.public_links:
        raise Forbidden("Public links and embedding are switched off in this installation (PILOTBA_PUBLIC_LINKS).")
    secret = secrets.token_urlsafe(32)
    embeds = _kind(kind) is DoorKind.EMBED
    link = ShareLink(
        dashboard=dashboard,
        made_by=user,
        kind=kind,
        name=_name(name),
        digest=digest_of(secret),
        secret=secret if embeds else "",
        password="" if embeds else _password(password),
        locked=_locked(user, dashboard, locked or {}),
        origins=_origins(origins) if embeds else [],
        expires_at=_end(life),
    )
    if links_of(dashboard).count() >= MOST:
        raise InvalidInput(f"A dashboard has at most {MOST} links. Revoke one that is no longer used.")
    link.save()
    _record("link.make", user, link)
    return link, secret


@transaction.atomic
def revoke_link(*, user: User, dashboard_id: str, link_id: str) -> None:
    """Close a door at once, also for who stands in it. Raises NotFound when there is no such living link."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    link = links_of(dashboard).filter(pk=link_id).first()
    if link is None:
        raise NotFound(f"{dashboard.name} has no such link, or it is closed already.")
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now(), secret="")
    _record("link.revoke", user, link)


def digest_of(secret: str) -> str:
    """What is stored of a link's token: SHA-256 in hex; enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(action: str, user: User, link: ShareLink) -> None:
    plain = {"dashboard": link.dashboard_id, "kind": str(link.kind), "name": link.name, "locked": link.locked, "origins": link.origins}
    board = link.dashboard
    audit.record(action, user=user, workspace_id=board.workspace_id, kind="dashboards.sharelink", object_id=link.pk, after=plain)


def _kind(kind: str) -> DoorKind:
    if kind not in DoorKind.values:
        raise InvalidInput("Choose link or embed.", fields={"kind": ["Choose link or embed."]})
    return DoorKind(kind)


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 120:
        raise InvalidInput("Say who it is for, in at most 120 characters.", fields={"name": ["Say who it is for."]})
    return name


def _end(life: str) -> datetime | None:
    if life not in LIVES:
        raise InvalidInput(f"The life must be one of {', '.join(LIVES)}.", fields={"life": ["Choose how long it lives."]})
    days = LIVES[life]
    return timezone.now() + days if days else None


def _password(password: str) -> str:
    if password and not _LEAST_PASSWORD <= len(password) <= 200:
        raise InvalidInput("A link's password has 8 to 200 characters.", fields={"password": ["Use 8 to 200 characters."]})
    return make_password(password) if password else ""


def _origins(origins: Sequence[str]) -> list[str]:
    """Sites as a browser names them: scheme, host and port; `https://*.example.com` means all below it."""
    cleaned = sorted({origin.strip().lower().rstrip("/") for origin in origins if origin.strip()})
    wrong = [origin for origin in cleaned if not _ORIGIN.fullmatch(origin)]
    if wrong or not cleaned or len(cleaned) > 20:
        told = (
            f"“{wrong[0][:80]}” is not a site such as https://example.com." if wrong else "Name 1 to 20 sites such as https://example.com."
        )
        raise InvalidInput(told, fields={"origins": [told]})
    return cleaned


def _locked(user: User, dashboard: Dashboard, locked: Mapping[str, Any]) -> dict[str, list[str]]:
    """The locked filters, each with values that fit it now; an empty one would lock nothing."""
    given = read_given(dashboard, dict(locked))
    for declared in declared_on(dashboard.filters):
        if declared.id not in locked:
            continue
        if not given[declared.id]:
            raise FilterInvalid(f"Choose values to lock {declared.label} to.", filter=declared.id)
        dataset = filtered_dataset(dashboard, declared)
        condition(declared, column_of(dataset, declared), given[declared.id], today_of(user, dataset, declared))
    return {name: list(given[name]) for name in locked}
