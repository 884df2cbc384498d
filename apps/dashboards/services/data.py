"""What a tile shows: the answer of its chart's question, narrowed by the dashboard's filters, for one viewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from apps.accounts.models import User
from apps.charts.models import Chart
from apps.charts.selectors import may_explore
from apps.charts.services.render import open_stream, prepare, render
from apps.core.errors import Forbidden
from apps.queries.services.answers import Answer, Wait, at_once

from ..errors import NoRows
from ..models import Tile
from .crossing import Crossed, across, crossed_by
from .declared import declared_on, reaching
from .filters import Given, conditions


def tile_payload(*, user: User, tile: Tile, given: Given, crossed: Sequence[Crossed] = (), wait: Wait[Any] = at_once) -> dict[str, Any]:
    """The payload that the renderer draws, with `tile`, its own title, `filtered_by` and `crossed_by`; no SQL.

    The last two name the filters and the other tiles whose marks narrow this one. The caller has made sure that `user` may see
    the dashboard. Their row rules apply all the same.
    """
    chart = chart_of(tile)
    narrowed = conditions(user, tile.dashboard, tile, given)
    payload = render(
        user=user,
        dataset=chart.dataset,
        spec=chart.spec,
        kind=chart.kind,
        options=chart.options,
        annotations=chart.annotations,
        filters=narrowed,
        across=across(crossed, tile),
        origin="tile",
        wait=wait,
    )
    payload.pop("sql", None)  # who looks at a dashboard need not know how its data are kept
    narrowing = {"filtered_by": filtered_by(tile, given), "crossed_by": crossed_by(crossed, tile)}
    return payload | {"tile": tile.pk, "title": tile.title or chart.name} | narrowing


def prepare_tile(*, user: User, tile: Tile, given: Given, crossed: Sequence[Crossed], wait: Wait[Any] = at_once) -> bool:
    """Make ready what answers the tile quickly whatever is chosen on the tiles of `crossed`; False where only its rows can.

    Rights as for `tile_payload`.
    """
    chart, axes = chart_of(tile), across(crossed, tile)
    narrowed = conditions(user, tile.dashboard, tile, given)
    return prepare(
        user=user, dataset=chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed, across=axes, origin="tile", wait=wait
    )


def tile_stream(
    *, user: User, tile: Tile, given: Given, crossed: Sequence[Crossed] = (), wait: Wait[Any] = at_once
) -> tuple[Answer, pa.Schema]:
    """The tile's rows without a cap, and the schema to narrow them to for drawing. Rights as for `tile_payload`."""
    chart = chart_of(tile)
    narrowed = narrowing(user, tile, given, crossed)
    return open_stream(user=user, dataset=chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed, origin="tile", wait=wait)


def tile_rows(
    *,
    user: User,
    tile: Tile,
    given: Given,
    crossed: Sequence[Crossed] = (),
    where: Sequence[dict[str, Any]] = (),
    after: str | None = None,
    wait: Wait[Any] = at_once,
) -> dict[str, Any]:
    """The rows behind a mark as the payload of a table: the chart's own filters, the tile's, and `where`; row rules as ever.
    `after` is the `next` of the page before.

    Raises Forbidden for who sees the dashboard but not the dataset: a condition on any column would tell what stands there.
    """
    chart = chart_of(tile)
    if not may_explore(user, chart):
        raise Forbidden(f"The rows of {chart.name} can be read by those who see its dataset. Ask {chart.owner} to share it.")
    kept = {key: chart.spec[key] for key in ("joins", "filters", "as_of", "sample") if key in chart.spec}
    narrowed = [*narrowing(user, tile, given, crossed), *where]
    payload = render(
        user=user, dataset=chart.dataset, spec=kept | {"rows": ["*"]}, kind="table", filters=narrowed, after=after, origin="tile", wait=wait
    )
    payload.pop("sql", None)
    return payload | {"title": tile.title or chart.name}


def narrowing(user: User, tile: Tile, given: Given, crossed: Sequence[Crossed] = ()) -> list[dict[str, Any]]:
    """All conditions on a tile's rows now: the filters that reach it, and what is chosen on other tiles."""
    return [*conditions(user, tile.dashboard, tile, given), *(axis.condition() for axis in across(crossed, tile) if axis.chosen)]


def filtered_by(tile: Tile, given: Given) -> list[str]:
    """The ids of the filters that narrow this tile now."""
    return [d.id for d in reaching(declared_on(tile.dashboard.filters), tile) if given.get(d.id)]


def chart_of(tile: Tile) -> Chart:
    """The tile's chart. Raises NoRows for a text tile."""
    if tile.chart is None:
        raise NoRows("A text tile has no data.")
    return tile.chart
