"""Free-form settings and the state of widgets, kept for a person within limits of size."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db import transaction
from django.db.models import Sum

from apps.core.errors import InvalidInput, NotFound, TooLarge

from ..models import PersonalSetting, User

VALUE_BYTES, ALL_BYTES, MOST = 16 * 1024, 256 * 1024, 500
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


def settings_of(user: User) -> dict[str, Any]:
    """Everything stored for the person, by key."""
    return dict(PersonalSetting.objects.filter(user=user).order_by("key").values_list("key", "value"))


def setting_of(user: User, key: str) -> Any:
    """One value. Raises NotFound when nothing is stored under the key."""
    found = PersonalSetting.objects.filter(user=user, key=key).first()
    if found is None:
        raise NotFound("Nothing is stored under this key.")
    return found.value


@transaction.atomic
def store_setting(*, user: User, key: str, value: Any) -> Any:
    """Store a JSON value of at most 16 KB under the key, in place of what was there.

    Raises InvalidInput for a key of other signs, TooLarge beyond 500 keys or 256 KB for one person.
    """
    if not _KEY.fullmatch(key):
        raise InvalidInput("A key has letters, digits and . _ : - only, at most 100, and begins with a letter or digit.", field="key")
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    if size > VALUE_BYTES:
        raise TooLarge(f"A value has at most {VALUE_BYTES // 1024} KB. This one has {size:,} bytes.")
    User.objects.select_for_update().get(pk=user.pk)  # two writers together must not pass the limit
    others = PersonalSetting.objects.filter(user=user).exclude(key=key)
    if others.count() >= MOST or (others.aggregate(n=Sum("size"))["n"] or 0) + size > ALL_BYTES:
        raise TooLarge(f"At most {MOST} settings of {ALL_BYTES // 1024} KB together are kept. Delete some first.")
    PersonalSetting.objects.update_or_create(user=user, key=key, defaults={"value": value, "size": size})
    return value


def forget_setting(*, user: User, key: str) -> None:
    """Delete one value. Raises NotFound when there is none."""
    if not PersonalSetting.objects.filter(user=user, key=key).delete()[0]:
        raise NotFound("Nothing is stored under this key.")
