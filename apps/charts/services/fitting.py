"""Which kinds can draw a question, and the nearest question that each of the others could draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apps.engine.errors import SpecInvalid
from apps.engine.spec import QuerySpec

from ..fields import Field, find
from ..kinds import ChartKind, Shelf, kinds
from ..suggest import suggestions

Part = dict[str, Any]
_KEPT = ("v", "dataset", "joins", "filters", "as_of")


def fits(spec: QuerySpec, fields: Sequence[Field]) -> dict[str, Any]:
    """For each kind whether it fits, else what is missing and the nearest question that fits (None when the fields lack it)."""
    found: dict[str, Any] = {}
    for name, kind in kinds().items():
        reason = kind.misfit(spec)
        nearest = fitted(kind, spec, fields) if reason else None
        found[name] = {"fits": reason is None, "reason": reason or "", "spec": nearest.plain() if nearest else None}
    best = [{"kind": rule.kind, "because": rule.because, "label": kinds()[rule.kind].label} for rule in suggestions(spec, fields)]
    return {"kinds": found, "suggested": best}


def fitted(kind: ChartKind, spec: QuerySpec, fields: Sequence[Field]) -> QuerySpec | None:
    """The question changed as little as the kind needs: parts dropped, then filled in from the fields. None when it cannot be."""
    if kind.misfit(spec) is None:
        return spec
    for candidate in _candidates(kind, spec, fields):
        try:
            question = QuerySpec.parse({key: value for key, value in spec.plain().items() if key in _KEPT} | candidate)
        except SpecInvalid:
            continue
        if kind.misfit(question) is None:
            return question
    return None


def _candidates(kind: ChartKind, spec: QuerySpec, fields: Sequence[Field]) -> Iterator[Part]:
    """First with what the question has, then with averages for counts, with fields as they are for periods, with a group of its own."""
    if any(shelf.holds == "row" for shelf in kind.shelves):
        yield {"rows": _rows(kind, spec, fields)}
        return
    plain = spec.plain()
    dimensions, measures = list(plain.get("dimensions", ())), list(plain.get("measures", ()))
    least = sum(shelf.least for shelf in kind.shelves if shelf.holds == "measure")
    averages = [{"agg": "avg", "field": field.name} for field in fields if field.is_amount]
    of_fields = [part for part in measures if part.get("field") and part["agg"] != "ratio"]
    bare = [part for part in dimensions if set(part) <= {"field", "as"} and not _is(fields, part, "is_time")]
    for groups in (dimensions, bare):
        for values in (measures, (of_fields + averages)[: max(1, least)]):
            yield {"dimensions": _groups(kind, groups, fields), "measures": _measures(kind, values, fields)}
    optional = _new(Shelf(""), (), fields)
    if optional:
        yield {"dimensions": [optional], "measures": _measures(kind, measures, fields)}


def _is(fields: Sequence[Field], part: Part, what: str) -> bool:
    field = find(fields, part["field"])
    return bool(field and getattr(field, what))


def _suits(shelf: Shelf, part: Part, fields: Sequence[Field]) -> bool:
    if shelf.holds == "time":
        return "grain" in part or _is(fields, part, "is_time")
    return shelf.holds != "number" or ("grain" not in part and _is(fields, part, "is_number"))


def _groups(kind: ChartKind, there: Sequence[Part], fields: Sequence[Field]) -> list[Part]:
    """What lies on the kind's shelves of dimensions, in their order: given ones first, and new ones where one is needed."""
    shelves = [shelf for shelf in kind.shelves if shelf.holds not in ("measure", "row")]
    rest, found = list(there), list[Part]()
    for place, shelf in enumerate(shelves):
        kept_back = sum(later.least for later in shelves[place + 1 :])
        taken = [part for part in rest if _suits(shelf, part, fields)][: max(shelf.least, min(shelf.most, len(rest) - kept_back))]
        rest = [part for part in rest if part not in taken]
        while len(taken) < shelf.least and (new := _new(shelf, [*found, *taken, *rest], fields)):
            taken.append(new)
        found += taken
    return found


def _new(shelf: Shelf, used: Sequence[Part], fields: Sequence[Field]) -> Part | None:
    """A field that is not grouped by yet: a category of few values before one of many, a month of a time."""
    free = [field for field in fields if not any(part["field"] in (field.name, field.column.id) for part in used)]
    if shelf.holds == "number":
        return next(({"field": field.name} for field in free if field.is_amount), None)
    times: list[Part] = [{"field": field.name, "grain": "month"} for field in free if field.is_time]
    if shelf.holds == "time":
        return times[0] if times else None
    categories = sorted((field for field in free if field.is_category and (field.values or 0) != 1), key=lambda field: field.values or 0)
    return next(({"field": field.name} for field in categories), times[0] if times else None)


def _measures(kind: ChartKind, there: Sequence[Part], fields: Sequence[Field]) -> list[Part]:
    """The first measures that the kind takes; a count and sums of numbers where it needs more."""
    shelves = [shelf for shelf in kind.shelves if shelf.holds == "measure"]
    least, most = sum(shelf.least for shelf in shelves), sum(shelf.most for shelf in shelves)
    found = list(there[:most])
    more: list[Part] = [{"agg": "count"}, *({"agg": "sum", "field": field.name} for field in fields if field.is_amount)]
    for part in more:
        if len(found) < least and not any({key: one[key] for key in one if key != "as"} == part for one in found):
            found.append(part)
    return found


def _rows(kind: ChartKind, spec: QuerySpec, fields: Sequence[Field]) -> list[str]:
    """A column for each shelf that needs one: one that the question names already, else the first that suits."""
    named = [*(spec.rows or ()), *(d.field for d in spec.dimensions), *(getattr(m, "field", None) or "" for m in spec.measures)]
    known = [field for name in named if (field := find(fields, name))]
    found: list[str] = []
    for shelf in kind.shelves:
        suiting = [field.name for field in [*known, *fields] if _wanted(shelf, field) and field.name not in found]
        if shelf.least or any(name in named for name in suiting[:1]):
            found += suiting[:1]
    return found


def _wanted(shelf: Shelf, field: Field) -> bool:
    match shelf.wants:
        case "latitude" | "longitude":
            return field.meaning == shelf.wants
        case "place":
            return field.is_time or (field.is_number and field.meaning != "id")
        case "time" | "number" | "category":
            return bool(getattr(field, f"is_{shelf.wants}"))
    return True


def stays(kind: ChartKind, spec: QuerySpec, fields: Sequence[Field]) -> bool:
    """Whether a kind still suits a question whose groups were changed: places on a map and lines over time need theirs."""
    groups = list(spec.plain().get("dimensions", ()))
    lain = _groups(kind, groups, fields) if kind.shelves else groups
    if kind.misfit(spec) is not None or kind.group == "Map" or lain != groups:
        return False
    return kind.group != "Over time" or any(
        "grain" in part or _is(fields, part, "is_time") or _is(fields, part, "is_number") for part in groups
    )
