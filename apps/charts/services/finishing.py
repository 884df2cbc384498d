"""A figure on its way out: values and lines at its marks, colours of its values, ticks and formats of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.accounts.models import User
from apps.core.formats import read_format
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec

from ..kinds import ChartData, ChartKind
from ..kinds.labels import labelled
from ..kinds.notes import Note, annotated
from ..kinds.overlays import overlaid
from .colours import columns_of, may_colour, paint
from .describing import described, dress_axes


def finish(
    user: User,
    dataset: Dataset, kind: ChartKind, question: QuerySpec, data: ChartData, options: Mapping[str, Any], figure: dict[str, Any],
    notes: Sequence[Note] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Finish what `kind.figure` returned, in place; returns what is told of the notes on it."""
    columns = described(user, dataset, question, data.columns)
    forms = {c["label"]: read_format(c["format"]) if c.get("format") else None for c in columns if c["role"] == "measure"}
    if "labels" in options:
        labelled(figure, options, forms)
    if kind.overlaid:
        overlaid(figure, options, next(iter(forms.values()), None))
    paint(dataset, figure, columns_of(dataset, question, data.columns), keep=may_colour(user, dataset))
    dress_axes(figure, columns)
    return annotated(figure, data, notes)
