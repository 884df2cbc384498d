"""Collections: nested folders for everything that can be shared."""

from __future__ import annotations

from django.db import models

from apps.core.models import PublicModel

from .rights import SharedObject


class Collection(SharedObject):
    """A folder; its own `collection` is the one it lies in. Rights on it hold for what lies in it and is not private.

    `is_open`: everybody in the workspace sees it, because neither it nor any collection above it is private.
    """

    is_open = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = (models.Index(fields=("workspace", "collection"), name="collection_in"),)


class Heritage(PublicModel):
    """Rights on `source` hold for `collection` too: the collection itself, and those above it up to the first private one.

    Kept by `services.collections.settle`, so that one question to the database finds what a person sees.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="heritage")
    source = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("collection", "source"), name="heritage_once"),)
        verbose_name_plural = "heritage"

    def __str__(self) -> str:
        return f"{self.collection} inherits from {self.source}"
