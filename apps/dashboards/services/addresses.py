"""What a viewer has set on a dashboard, as its address says it; the page's script writes the same words."""

from __future__ import annotations

from typing import Any

from django.utils.datastructures import MultiValueDict

Plain = dict[str, Any]


def crossed_in(query: MultiValueDict[str, str]) -> dict[str, Plain]:
    """Choices on tiles: `x.<tile>.<column>=EU`, `xn.<tile>.<column>=EU` for all but that, `xr.<tile>.<column>=10..20` for a range."""
    found: dict[str, Plain] = {}
    for name in query:
        kind, _, rest = name.partition(".")
        tile, dot, column = rest.partition(".")
        if dot and kind in ("x", "xn", "xr"):
            found.setdefault(tile, {})[column] = _choice(kind.removeprefix("x"), query, name)
    return found


def drilled_in(query: MultiValueDict[str, str]) -> dict[str, list[Plain]]:
    """Steps down on tiles: `d.<tile>.<step>=month:day` with the mark as `dx.<tile>.<step>.<column>=EU` or `dr.` for a range."""
    steps: dict[tuple[str, int], Plain] = {}
    for name in query:
        kind, tile, place, column = (*name.split(".", 3), "", "", "")[:4]
        if kind not in ("d", "dx", "dr") or not place.isdecimal() or len(place) > 2:
            continue
        step = steps.setdefault((tile, int(place)), {"where": {}, "by": ""})
        if kind == "d":
            step["by"] = str(query[name])
        elif column:
            step["where"][column] = _choice(kind[1:].removeprefix("x"), query, name)
    found: dict[str, list[Plain]] = {}
    for (tile, _), step in sorted(steps.items()):
        found.setdefault(tile, []).append(step)
    return found


def _choice(kind: str, query: MultiValueDict[str, str], name: str) -> Any:
    if kind == "r":
        low, _, high = str(query[name]).partition("..")
        return {"from": low, "to": high}
    return {"not": query.getlist(name)} if kind == "n" else query.getlist(name)
