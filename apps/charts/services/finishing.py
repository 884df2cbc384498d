"""A figure on its way out: lines over it, colours of its values, ticks and formats of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.core.formats import read_format
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec

from ..kinds import ChartData, ChartKind
from ..kinds.overlays import overlaid
from .colours import columns_of, paint
from .describing import described, dress_axes


def finish(
    dataset: Dataset, kind: ChartKind, question: QuerySpec, data: ChartData, options: Mapping[str, Any], figure: dict[str, Any]
) -> dict[str, Any]:
    """Finish what `kind.figure` returned, in place, and return it."""
    columns = described(dataset, question, data.columns)
    form = next((column.get("format") for column in columns if column["role"] == "measure"), None)
    if kind.overlaid:
        overlaid(figure, options, read_format(form) if form else None)
    paint(dataset, figure, columns_of(dataset, question, data.columns))
    return dress_axes(figure, columns)
