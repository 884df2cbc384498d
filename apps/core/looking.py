"""Rows in the admin site that can be looked at and not changed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:  # generic in the stubs only

    class _Model(admin.ModelAdmin[Any]): ...

else:
    _Model = admin.ModelAdmin


class ReadOnly(_Model):
    """To look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
