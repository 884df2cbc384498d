"""What a tile shows: the answer of its chart's question, narrowed by the dashboard's filters, for one viewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from apps.charts.models import Chart
from apps.charts.selectors import may_explore
from apps.charts.services.render import open_stream, prepare, render
from apps.core.errors import Forbidden
from apps.queries.services.answers import Answer

from ..errors import NoRows
from ..models import Tile
from .crossing import across, crossed_by
from .declared import declared_on, reaching
from .drilling import described
from .filters import Given, conditions
from .viewing import Viewing


def tile_payload(*, tile: Tile, viewing: Viewing) -> dict[str, Any]:
    """The payload that the renderer draws, with `tile`, its own title, `filtered_by` and `crossed_by`; no SQL.

    The last two name the filters and the other tiles whose marks narrow this one. Where the viewer drilled down, `trail` says the
    steps and `cross` what can be chosen there.
    """
    chart, depth = chart_of(tile), viewing.depth(tile)
    payload = render(
        user=viewing.user, dataset=chart.dataset, spec=depth.spec, kind=depth.kind, options=depth.options,
        annotations=() if depth.trail else chart.annotations, filters=own_narrowing(tile, viewing),
        across=across(viewing.crossed, tile), origin="tile", wait=viewing.wait,
    )  # fmt: skip
    payload.pop("sql", None)  # who looks at a dashboard need not know how its data are kept
    narrowing = {"filtered_by": filtered_by(tile, viewing.given), "crossed_by": crossed_by(viewing.crossed, tile)}
    down = {"trail": list(depth.trail), "cross": [described(one) for one in depth.shown()]} if depth.trail else {}
    return payload | {"tile": tile.pk, "title": tile.title or chart.name} | narrowing | down


def prepare_tile(*, tile: Tile, viewing: Viewing) -> bool:
    """Make ready what answers the tile quickly whatever is chosen on the others; False where only its rows can."""
    chart, depth = chart_of(tile), viewing.depth(tile)
    return prepare(
        user=viewing.user, dataset=chart.dataset, spec=depth.spec, kind=depth.kind, filters=own_narrowing(tile, viewing),
        across=across(viewing.crossed, tile), origin="tile", wait=viewing.wait,
    )  # fmt: skip


def tile_stream(*, tile: Tile, viewing: Viewing) -> tuple[Answer, pa.Schema]:
    """The tile's rows without a cap, and the schema to narrow them to for drawing."""
    chart, depth = chart_of(tile), viewing.depth(tile)
    narrowed = narrowing(tile, viewing)
    return open_stream(
        user=viewing.user, dataset=chart.dataset, spec=depth.spec, kind=depth.kind, filters=narrowed, origin="tile", wait=viewing.wait
    )


def tile_rows(*, tile: Tile, viewing: Viewing, where: Sequence[dict[str, Any]] = (), after: str | None = None) -> dict[str, Any]:
    """The rows behind a mark as the payload of a table: the chart's own filters, the tile's, and `where`; row rules as ever.

    `after` is the `next` of the page before.

    Raises Forbidden for who sees the dashboard but not the dataset: a condition on any column would tell what stands there.
    """
    chart = chart_of(tile)
    if not may_explore(viewing.user, chart):
        raise Forbidden(f"The rows of {chart.name} can be read by those who see its dataset. Ask {chart.owner} to share it.")
    kept = {key: chart.spec[key] for key in ("joins", "filters", "as_of", "sample") if key in chart.spec}
    narrowed = [*narrowing(tile, viewing), *where]
    payload = render(
        user=viewing.user, dataset=chart.dataset, spec=kept | {"rows": ["*"]}, kind="table", filters=narrowed, after=after, origin="tile",
        wait=viewing.wait,
    )  # fmt: skip
    payload.pop("sql", None)
    return payload | {"title": tile.title or chart.name}


def drawn_as(tile: Tile, viewing: Viewing) -> dict[str, Any]:
    """The tile as the viewer sees it, in the words of `charts.services.export.Shown`."""
    depth = viewing.depth(tile)
    narrowed = {"filters": own_narrowing(tile, viewing), "across": across(viewing.crossed, tile)}
    drawn: dict[str, Any] = {"spec": depth.spec, "kind": depth.kind, "options": depth.options} | narrowed
    return drawn | ({"annotations": ()} if depth.trail else {})


def own_narrowing(tile: Tile, viewing: Viewing) -> list[dict[str, Any]]:
    """The filters that reach a tile, and the marks that were drilled into on it, as QuerySpec filters."""
    return [*conditions(viewing.user, viewing.dashboard, tile, viewing.given), *viewing.depth(tile).conditions]


def narrowing(tile: Tile, viewing: Viewing) -> list[dict[str, Any]]:
    """All conditions on a tile's rows now: its own, and what is chosen on other tiles."""
    return [*own_narrowing(tile, viewing), *(axis.condition() for axis in across(viewing.crossed, tile) if axis.chosen)]


def filtered_by(tile: Tile, given: Given) -> list[str]:
    """The ids of the filters that narrow this tile now."""
    return [d.id for d in reaching(declared_on(tile.dashboard.filters), tile) if given.get(d.id)]


def chart_of(tile: Tile) -> Chart:
    """The tile's chart. Raises NoRows for a text tile."""
    if tile.chart is None:
        raise NoRows("A text tile has no data.")
    return tile.chart
