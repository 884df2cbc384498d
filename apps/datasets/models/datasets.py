"""A dataset is a name for a chain of immutable versions; one of them is current."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.text import slugify

from apps.accounts.models import SharedObject
from apps.core.models import PublicModel
from apps.engine.types import Column, ColumnType


class DatasetState(models.TextChoices):
    """Whether the dataset is a table yet. A later import that fails leaves a ready dataset ready."""

    LOADING = "loading", "Loading"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Dataset(SharedObject):
    """A table people query by `table_name`; `notes` holds what people say about columns, by column id."""

    table_name = models.CharField(max_length=63)
    state = models.CharField(max_length=16, choices=DatasetState.choices, default=DatasetState.LOADING)
    current_version = models.ForeignKey("datasets.DatasetVersion", null=True, on_delete=models.SET_NULL, related_name="+")
    job_id = models.CharField(max_length=20, blank=True)
    notes = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "table_name"), name="dataset_table_once"),)
        indexes = (models.Index(fields=("workspace", "-updated_at"), name="dataset_recent"),)

    @property
    def slug(self) -> str:
        return slugify(self.name)[:60]

    @property
    def path(self) -> str:
        """The address of the dataset's page; the slug is decorative."""
        return f"/datasets/{self.pk}-{self.slug}/" if self.slug else f"/datasets/{self.pk}/"

    @property
    def is_ready(self) -> bool:
        return self.current_version_id is not None


class VersionManager(models.Manager["DatasetVersion"]):
    """Leaves the profile (up to megabytes of a wide table) in the database until somebody reads it."""

    def get_queryset(self) -> models.QuerySet[DatasetVersion]:
        return super().get_queryset().defer("profile")


class DatasetVersion(PublicModel):
    """One finished import. Its hot file is named by this row's id, so neither ever changes.

    `columns` is [{id, name, type, native}]; a column keeps its id over versions as long as its name stays.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parquet_key = models.CharField(max_length=200)
    rejects_key = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=list)
    row_count = models.BigIntegerField(default=0)
    rejected_count = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    profile = models.JSONField(null=True)
    quality = models.FloatField(null=True)
    warnings = models.JSONField(default=list)
    drift = models.JSONField(default=dict)
    read_options = models.JSONField(default=dict)
    filename = models.CharField(max_length=255, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    job_id = models.CharField(max_length=20, blank=True)
    restored_from = models.PositiveIntegerField(null=True)

    objects: ClassVar[VersionManager] = VersionManager()

    class Meta:
        base_manager_name = "objects"
        constraints = (models.UniqueConstraint(fields=("dataset", "number"), name="version_number_once"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.dataset_id} version {self.number}"

    def engine_columns(self, notes: dict[str, Any] | None = None) -> tuple[Column, ...]:
        """Return the columns as the engine's type, with the labels people gave them in `notes`."""
        return tuple(
            Column(c["id"], c["name"], ColumnType(c["type"]), c.get("native", ""), (notes or {}).get(c["id"], {}).get("label", ""))
            for c in self.columns
        )
