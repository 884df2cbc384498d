"""The history in the administration, to look at only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import QueryRun


@admin.register(QueryRun)
class QueryRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Newest first, by person and state."""

    list_display = ("id", "user", "workspace", "origin", "state", "row_count", "elapsed_ms", "cached", "ended_at")
    list_filter = ("origin", "state", "cached")
    search_fields = ("id", "sql", "user__email")
    date_hierarchy = "ended_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueryRun]:
        return QueryRun.objects.unscoped("the administration looks over all workspaces")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: QueryRun | None = None) -> bool:
        return False
