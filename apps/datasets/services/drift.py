"""Schema drift: what changed in the columns from one version to the next, and which ids they keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from apps.core.ids import new_id
from apps.engine.types import Column

Plain = dict[str, Any]
# Changes after which every old value still has its meaning: charts and filters go on working.
_WIDENING = {("integer", "decimal"), ("integer", "float"), ("decimal", "float"), ("date", "timestamp")}


def carry_ids(before: Sequence[Plain], after: Iterable[Column]) -> list[Plain]:
    """Return the new columns as plain data; a column that existed under the same name keeps its id."""
    known = {c["name"]: c["id"] for c in before}
    return [{"id": known.get(c.name) or new_id(), "name": c.name, "type": str(c.type), "native": c.native} for c in after]


def compare(before: Sequence[Plain], after: Sequence[Plain]) -> Plain:
    """Compare two column lists.

    Returns {added, removed: [names], changed: [{name, before, after, safe}], compatible}; compatible means that nothing
    which worked on the old columns breaks on the new ones.
    """
    old, new = ({c["name"]: c["type"] for c in columns} for columns in (before, after))
    changed = [
        {"name": name, "before": old[name], "after": kind, "safe": (old[name], kind) in _WIDENING}
        for name, kind in new.items()
        if name in old and old[name] != kind
    ]
    removed = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    return {"added": added, "removed": removed, "changed": changed, "compatible": not removed and all(c["safe"] for c in changed)}


def is_empty(drift: Plain) -> bool:
    """Whether the columns stayed as they were."""
    return not (drift.get("added") or drift.get("removed") or drift.get("changed"))
