"""Dashboards, their tiles, their saved versions, and who looked at them last."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from apps.accounts.models import SharedObject, Workspace
from apps.core.crypto import EncryptedTextField
from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager

COLUMNS = 12  # the grid is twelve columns wide on every screen but a phone
MAX_ROWS = 400
MAX_TILES = 100


class Dashboard(SharedObject):
    """A page of tiles. `filters` are the declared filters of the whole page, see `services.filters.Declared`."""

    filters: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)  # on the home page of everybody who sees it
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-updated_at", "id")
        indexes = (models.Index(fields=("workspace", "-updated_at"), name="dashboard_recent"),)

    @property
    def slug(self) -> str:
        return slugify(self.name)[:60].strip("-")

    @property
    def path(self) -> str:
        """The address of the dashboard's page; the slug is decorative."""
        return f"/dashboards/{self.pk}-{self.slug}/" if self.slug else f"/dashboards/{self.pk}/"


class TileKind(models.TextChoices):
    """What a tile shows."""

    CHART = "chart", "Chart"
    TEXT = "text", "Text"


class Tile(PublicModel):
    """One place on a dashboard, in grid cells; phones show tiles in one column by `mobile_order`."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    kind = models.CharField(max_length=16, choices=TileKind.choices, default=TileKind.CHART)
    chart = models.ForeignKey("charts.Chart", on_delete=models.PROTECT, null=True, blank=True, related_name="tiles")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    x = models.PositiveSmallIntegerField(default=0)
    y = models.PositiveSmallIntegerField(default=0)
    w = models.PositiveSmallIntegerField(default=6)
    h = models.PositiveSmallIntegerField(default=4)
    mobile_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("y", "x", "id")
        constraints = (
            models.CheckConstraint(condition=Q(w__gte=1, h__gte=1) & Q(x__lte=COLUMNS - F("w")), name="tile_inside_grid"),
            models.CheckConstraint(condition=Q(kind="text") | Q(chart__isnull=False), name="chart_tile_has_chart"),
        )

    def __str__(self) -> str:
        return self.title or (self.chart.name if self.chart else "Text")


class DashboardVersion(PublicModel):
    """What a dashboard looked like after one save; `snapshot` is the content `services.content` reads and writes."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot: models.JSONField[Any, Any] = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("dashboard", "number"), name="dashboard_version_once"),)

    def __str__(self) -> str:
        return f"{self.dashboard} version {self.number}"


class Visit(PublicModel):
    """When a person last opened a dashboard; the home page's recents."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="visits")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "dashboard"), name="visit_once"),)
        indexes = (models.Index(fields=("user", "-seen_at"), name="visit_recent"),)

    def __str__(self) -> str:
        return f"{self.user} saw {self.dashboard}"


class DoorKind(models.TextChoices):
    """How people without an account come in."""

    LINK = "link", "Public link"
    EMBED = "embed", "Embedding"


class ShareLink(PublicModel):
    """A door to one dashboard for people without an account.

    It shows what its maker sees, narrowed by `locked` (filter id -> values), as long as its maker may manage the dashboard.
    Of a public link only the token's digest is kept. An embedding has a `secret` with which another site signs what it shows.
    """

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=DoorKind.choices, default=DoorKind.LINK)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    secret = EncryptedTextField(blank=True)
    password = models.CharField(max_length=200, blank=True)  # hashed; empty where none is asked
    locked: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    origins: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)  # sites that may frame an embedding
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class SampleItem(PublicModel):
    """One object that belongs to the sample content, so that loading is idempotent and removal complete."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=20)

    objects = TenantManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="sample_item_once"),)

    def __str__(self) -> str:
        return f"{self.key} in {self.workspace}"
