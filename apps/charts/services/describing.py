"""What a payload says about its columns: how their values are written, and what of the dataset they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache

from apps.accounts.models import User
from apps.core.formats import Format, axis_of, read_format
from apps.datasets.models import Dataset, DatasetVersion
from apps.datasets.selectors import rules_for
from apps.engine.compile import OutputColumn
from apps.engine.spec import Count, Dimension, Measure, QuerySpec, Ratio
from apps.engine.spec.parts import Aggregate, Change, Quantile

from .knowing import known_to

_PLAIN = frozenset({"id", "date_part", "postal_code"})
_KEPT = 24 * 3600
Axes = dict[str, Any]


def formats_of(user: User, dataset: Dataset) -> dict[str, Format]:
    """Formats by column name: what people chose, else what the numbers mean as far as the person's rows tell."""
    version = dataset.current_version
    if version is None:
        return {}
    chosen = {c["name"]: dataset.notes.get(c["id"], {}).get("format") for c in version.columns}
    return _meant(user, dataset, version) | {name: read_format(form) for name, form in chosen.items() if form}


def _meant(user: User, dataset: Dataset, version: DatasetVersion) -> dict[str, Format]:
    """Numbers that are names (ids, years) and shares of one; a profile never changes, so what it says to all is kept."""
    key, bound = f"formats:{version.pk}", bool(rules_for(user, dataset))
    found: dict[str, str] | None = None if bound else cache.get(key)
    if found is None:
        if version.profile is None:
            return {}
        styles = {name: _style(c) for name, c in known_to(user, dataset).items() if c["type"] in ("integer", "float", "decimal")}
        found = {name: style for name, style in styles.items() if style}
        if not bound:
            cache.set(key, found, _KEPT)
    return {name: read_format({"style": style}) for name, style in found.items()}


def _style(column: Mapping[str, Any]) -> str:
    if column["semantic_type"] in _PLAIN:
        return "plain"
    low, high = column.get("min"), column.get("max")
    ratio = isinstance(low, int | float) and isinstance(high, int | float) and low >= -1 and high <= 1
    return "percent" if column["semantic_type"] == "percentage" and ratio else ""


def described(user: User, dataset: Dataset, question: QuerySpec, columns: Sequence[OutputColumn]) -> list[dict[str, Any]]:
    """The columns of an answer as the page gets them: name, label, type, role, format; of dimensions field and grouping."""
    formats = formats_of(user, dataset)
    dimensions = iter(question.dimensions)
    measures = {c.name: m for c, m in zip([c for c in columns if c.role == "measure"], question.measures, strict=False)}
    facts = [_described(column, next(dimensions, None) if column.role == "dimension" else None, measures, formats) for column in columns]
    if isinstance(question.transform, Change) and question.transform.written == "diff":
        for column in facts:
            column.update(_amount(column, measures, formats))
    return facts


def _amount(column: Mapping[str, Any], measures: Mapping[str, Measure], formats: Mapping[str, Format]) -> dict[str, Any]:
    """A change as a difference is an amount of its measure."""
    if not column["name"].endswith("_change"):
        return {}
    form = _of(column["name"], measures, formats)
    return {"format": (form or Format()).plain()}


def _described(
    column: OutputColumn, dimension: Dimension | None, measures: Mapping[str, Measure], formats: Mapping[str, Format]
) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": column.name, "label": column.label, "type": column.type.value, "role": column.role}
    form = _form(column, dimension, measures, formats)
    if form is not None and form != Format():
        facts["format"] = form.plain()
    if dimension is not None:
        binned = dimension.bins is not None or dimension.width is not None
        facts |= {"field": dimension.field, "grain": column.grain, "width": dimension.width, "binned": binned}
        if dimension.range:
            facts |= {"range": list(dimension.range), "bins": dimension.bins}
    elif column.role == "field":
        facts["field"] = column.name
    if column.name in measures:
        facts["additive"] = _adds_up(measures[column.name])
    return facts


def _adds_up(measure: Measure) -> bool:
    return isinstance(measure, Count) or (isinstance(measure, Aggregate) and measure.agg == "sum")


def _form(
    column: OutputColumn, dimension: Dimension | None, measures: Mapping[str, Measure], formats: Mapping[str, Format]
) -> Format | None:
    if column.role == "field":
        return formats.get(column.name)
    if dimension is not None:
        return formats.get(dimension.field)
    if column.name in measures:
        return _measured(measures[column.name], formats)
    if column.name.endswith(("_share", "_change")):
        return Format("percent")
    return _of(column.name, measures, formats)


def _of(name: str, measures: Mapping[str, Measure], formats: Mapping[str, Format]) -> Format | None:
    """The format of the measure from which a column was computed."""
    measure = next((m for known, m in measures.items() if name.startswith(f"{known}_")), None)
    return _measured(measure, formats) if measure else None


def _measured(measure: Measure, formats: Mapping[str, Format]) -> Format | None:
    """Amounts stay amounts; how many there are, and how far they scatter squared, do not. Names of things have no mean."""
    if isinstance(measure, Ratio):
        if _is_share(measure):
            return Format("percent")
        above = _measured(measure.numerator, formats)
        return above if isinstance(measure.denominator, Count) else None
    if isinstance(measure, Count) or (isinstance(measure, Aggregate) and measure.agg in ("count_distinct", "variance")):
        return None
    form = formats.get(measure.field or "")
    exact = isinstance(measure, Quantile) or (isinstance(measure, Aggregate) and measure.agg in ("min", "max", "median"))
    return form if form is None or form.style != "plain" or exact else None


def _is_share(measure: Ratio) -> bool:
    """Whether a ratio is a part of its whole: the same amount, above with a condition and below without."""
    above, below = (part.model_dump(exclude_defaults=True, exclude={"name"}) for part in (measure.numerator, measure.denominator))
    return (
        above.get("agg") in ("count", "sum")
        and "where" in above
        and above | {"where": None} == below | {"where": None}
        and "where" not in below
    )


def dress_axes(figure: dict[str, Any], columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write the ticks of a figure's axes as their columns' values are written; in place. What a kind set itself stays.

    An axis belongs to the column that is its title; the axis of values, when all measures are written alike, to them.
    """
    layout: Axes = figure.setdefault("layout", {})
    sideways = any(trace.get("orientation") == "h" for trace in figure.get("data", ()))
    forms = {c["label"]: c.get("format") for c in columns}
    measures = [c.get("format") for c in columns if c["role"] == "measure"]
    alike = measures[0] if measures and all(form == measures[0] for form in measures) else None
    for name in [key for key in layout if key.startswith(("xaxis", "yaxis"))]:
        axis = layout[name]
        title = axis.get("title") if isinstance(axis.get("title"), str) else (axis.get("title") or {}).get("text", "")
        form = forms.get(title) or (alike if name.startswith("x" if sideways else "y") else None)
        if form and axis.get("type") not in ("category", "date") and "tickformat" not in axis and not layout.get("barnorm"):
            layout[name] = axis_of(read_format(form)) | axis
    return figure
