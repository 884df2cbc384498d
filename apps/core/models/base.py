"""The base of every stored object."""

from __future__ import annotations

from django.db import models

from ..ids import new_id


class PublicModel(models.Model):
    """An object with an opaque public id as its key and its two times (UTC)."""

    id = models.CharField(primary_key=True, max_length=20, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
