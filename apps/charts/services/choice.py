"""Which renderer draws a chart that more than one could draw: few points as objects, many by our own engine, more as tiles.

The bounds are of one page: Plotly keeps an object for each point; the engine keeps about 14 bytes for each (8 in its worker, 6 on
the graphics card), so 10 million are 140 MB. The page itself may go one step further when its machine is weak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType

from ..kinds.base import ChartKind, Option, Renderer

PLOTLY_AUTO, PLOTLY_MOST = 5_000, 10_000
WEBGL_AUTO, WEBGL_MOST = 10_000_000, 50_000_000
LABELS: dict[Renderer, str] = {"plotly": "Plotly", "webgl": "WebGL", "tiles": "tiles"}
OPTION = Option(
    "renderer",
    "Drawn by",
    "auto",
    (
        ("auto", "Automatic, by size"),
        ("plotly", "Plotly, up to 10,000 points"),
        ("webgl", "WebGL, up to 50 million"),
        ("tiles", "Tiles, any size"),
    ),
    "Tiles are counted on the server; the others get every row.",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The renderer, why it was taken, and of every other one why it cannot be had (empty when it can)."""

    renderer: Renderer
    because: str
    refused: dict[Renderer, str]

    def plain(self) -> dict[str, Any]:
        """As the payload says it."""
        others = [{"renderer": name, "label": LABELS[name], "refused": why} for name, why in self.refused.items()]
        return {"renderer": self.renderer, "because": self.because, "alternatives": others}


def choose(kind: ChartKind, rows: int, wanted: str = "auto", no_tiles: str | None = None) -> Choice:
    """Choose for `rows` points; `wanted` is what the chart's options say, `no_tiles` why there are no tiles."""
    refused = {name: _refusal(name, rows, no_tiles) for name in kind.renderers}
    if wanted in refused and not refused[wanted]:
        return _choice(wanted, f"chosen for this chart instead of automatic: {LABELS[wanted]}", refused)
    name: Renderer = "plotly" if rows <= PLOTLY_AUTO else "webgl" if rows <= WEBGL_AUTO or no_tiles else "tiles"
    because = _REASONS[name]
    if wanted in refused:
        because = f"{refused[wanted]} So automatic: {because}"
    return _choice(name, because, refused)


def why_no_tiles(kind: ChartKind, question: QuerySpec, types: Mapping[str, ColumnType]) -> str | None:
    """Why a question has no tiles, in words; None when it has. `types` knows columns by name and id."""
    if "tiles" not in kind.renderers or not question.rows:
        return f"{kind.label} is not counted in tiles."
    if question.limit is not None or question.sample is not None:
        return "Tiles count all rows; this question takes only some of them."
    if not all(placed(types.get(field, ColumnType.FLOAT)) for field in question.rows[:2]):
        return "Tiles need numbers or times on both axes."
    return None


def placed(kind: ColumnType) -> bool:
    """Whether values of a type have a place on an axis of tiles."""
    return kind.is_number or kind.is_temporal


def _choice(name: Renderer, because: str, refused: dict[Renderer, str]) -> Choice:
    return Choice(name, because, {other: why for other, why in refused.items() if other != name})


_REASONS: dict[Renderer, str] = {
    "plotly": f"at most {PLOTLY_AUTO:,} points, so each is a mark of its own",
    "webgl": f"more than {PLOTLY_AUTO:,} points, and few enough for the page to hold all rows",
    "tiles": f"more than {WEBGL_AUTO:,} points: the server counts them, and sends rows once few are in view",
}


def _refusal(name: Renderer, rows: int, no_tiles: str | None) -> str:
    if name == "plotly" and rows > PLOTLY_MOST:
        return f"Plotly draws at most {PLOTLY_MOST:,} points; there are {rows:,}."
    if name == "webgl" and rows > WEBGL_MOST:
        return f"WebGL holds at most {WEBGL_MOST:,} points; there are {rows:,}."
    return (no_tiles or "") if name == "tiles" else ""
