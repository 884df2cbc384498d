"""Replacing the key that seals secrets at rest: a new key, then everything sealed under it; the old one may go afterwards.

Fields of the kind EncryptedTextField are found by themselves; who keeps sealed text elsewhere registers how it is carried over.
"""

from __future__ import annotations

import os

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from . import crypto

_carriers: dict[str, str] = {}


def register(name: str, carry: str) -> None:
    """Let the function at the dotted path `carry` seal what an app keeps under the newest key and return how many rows that were."""
    _carriers[name] = carry


def rotate() -> dict[str, int]:
    """Make a new key, unless the environment names the keys, and carry everything over; returns rows by what they are."""
    if not os.environ.get("PILOTBA_ENCRYPTION_KEYS"):
        crypto.rotate()
    return {**_carry_fields(), **{name: import_string(carry)() for name, carry in _carriers.items()}}


def _carry_fields() -> dict[str, int]:
    done = {}
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, crypto.EncryptedTextField)]
        if not names:
            continue
        rows = model._base_manager  # noqa: SLF001  -- Django's own word for all rows, whatever the default manager hides
        keys = list(rows.values_list("pk", flat=True))
        for key in keys:
            with transaction.atomic():
                row = rows.select_for_update().filter(pk=key).first()
                if row is not None:
                    row.save(update_fields=names)
        done[model._meta.label_lower] = len(keys)
    return done
