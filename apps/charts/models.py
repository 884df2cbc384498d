"""Saved charts: one question about one dataset, and how its answer is drawn."""

from __future__ import annotations

from typing import Any

from django.db import models

from apps.accounts.models import SharedObject
from apps.core.models import PublicModel


class Chart(SharedObject):
    """A chart of a registered `kind`; `spec` is a QuerySpec and `options` are the kind's declared options, both as plain data.

    `annotations` are people's notes on it (`services/annotating.py` says how they look).
    """

    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.PROTECT, related_name="charts")
    kind = models.CharField(max_length=40)
    spec: models.JSONField[Any, Any] = models.JSONField()
    options: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    annotations: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-updated_at", "id")


class ValueColour(PublicModel):
    """The colour of one value of a dataset's column, in every chart of the dataset.

    `column` is the column's id (with ":grain" for times), `value` the value as JSON. `place` counts values as they were first
    drawn; eight places are the eight hues, later ones repeat them as variants. `chosen` is what a person chose instead: a hue
    "1" to "8", or "#rrggbb".
    """

    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.CASCADE, related_name="value_colours")
    column = models.CharField(max_length=160)
    value = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    chosen = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ("column", "place")
        constraints = (
            models.UniqueConstraint(fields=("dataset", "column", "value"), name="value_coloured_once"),
            models.UniqueConstraint(fields=("dataset", "column", "place"), name="colour_place_once"),
        )

    def __str__(self) -> str:
        return f"{self.column}: {self.value}"
