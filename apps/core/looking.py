"""How the admin site looks at rows: over all workspaces, and where it must, without changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from .tenancy import TenantQuerySet

if TYPE_CHECKING:  # generic in the stubs only

    class _Model(admin.ModelAdmin[Any]): ...

else:
    _Model = admin.ModelAdmin


class OverAll(_Model):
    """The site is for whoever runs the installation, over all workspaces."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found.unscoped("the administration looks over all workspaces") if isinstance(found, TenantQuerySet) else found


class ReadOnly(OverAll):
    """To look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
