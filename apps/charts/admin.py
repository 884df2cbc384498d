"""Charts in the administration, to look at only: they are changed where their rights are checked."""

from __future__ import annotations

from django.contrib import admin

from apps.core.looking import ReadOnly

from .models import Chart


@admin.register(Chart)
class ChartAdmin(ReadOnly):
    """Whose they are and where."""

    list_display = ("name", "workspace", "owner", "kind", "visibility", "created_at")
    list_select_related = ("workspace", "owner")
    search_fields = ("id", "name", "owner__email", "workspace__name")
    date_hierarchy = "created_at"
