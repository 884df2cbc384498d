"""Taking one address out of every text of every table, also of those that are yet to be written."""

from __future__ import annotations

import json
import re
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from apps.core.crypto import EncryptedTextField
from apps.core.models import AuditChain, AuditEntry
from apps.core.tenancy import over_all

GONE = "former person"
_TEXTS = (models.CharField, models.TextField, models.JSONField)


def remove_address(email: str) -> int:
    """Replace the address wherever a text or JSON field holds it; returns in how many rows. The audit trail never held it."""
    return sum(_scrub(model, email) for model in apps.get_models() if model not in (AuditEntry, AuditChain) and model._meta.managed)


def _scrub(model: type[models.Model], email: str) -> int:
    names = [
        f.name for f in model._meta.concrete_fields if isinstance(f, _TEXTS) and not isinstance(f, EncryptedTextField) and not f.primary_key
    ]
    changed = 0
    for name in names:
        as_text = Cast(name, models.TextField())
        rows = over_all(model, "an address goes from all workspaces").annotate(text_of=as_text).filter(text_of__icontains=email).only(name)
        for row in rows:
            value = _without(getattr(row, name), email)
            changed += model._default_manager.filter(pk=row.pk).update(**{name: value})
    return changed


def _without(value: Any, email: str) -> Any:
    gone = re.compile(re.escape(email), re.IGNORECASE)
    if isinstance(value, str):
        return gone.sub(GONE, value)[: len(value)]  # never longer than it was, for the column has an end
    return json.loads(gone.sub(GONE, json.dumps(value, ensure_ascii=False)))
