"""The history of queries."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.accounts.models import Workspace
from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager


class RunState(models.TextChoices):
    """How a query ended."""

    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Origin(models.TextChoices):
    """Who asked."""

    API = "api", "API"
    CHART = "chart", "Chart"
    TILE = "tile", "Dashboard"
    SQL = "sql", "SQL page"


class QueryRun(PublicModel):
    """One query that somebody ran: what was asked of which versions, how it ended, what it cost (ms)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    state = models.CharField(max_length=12, choices=RunState.choices)
    sql = models.TextField(blank=True)
    spec = models.JSONField(null=True)
    version_ids = models.JSONField(default=list)
    row_count = models.BigIntegerField(null=True)
    elapsed_ms = models.FloatField(default=0)
    cached = models.BooleanField(default=False)
    error = models.JSONField(null=True)
    ended_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ("-ended_at", "-id")
        indexes = (models.Index(fields=("user", "workspace", "-ended_at"), name="query_run_of_person"),)

    def __str__(self) -> str:
        return f"{self.origin} query {self.pk} {self.state}"
