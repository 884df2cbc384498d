"""What a tile shows: the answer of its chart's question, narrowed by the dashboard's filters, for one viewer."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from apps.accounts.models import User
from apps.charts.models import Chart
from apps.charts.services.render import open_stream, render
from apps.queries.services.answers import Answer, Wait, at_once

from ..errors import NoRows
from ..models import Tile
from .declared import declared_on, reaching
from .filters import Given, conditions


def tile_payload(*, user: User, tile: Tile, given: Given, wait: Wait[Any] = at_once) -> dict[str, Any]:
    """The payload that the renderer draws, with `tile`, its own title and `filtered_by`, the filters in force; no SQL.

    The caller has made sure that `user` may see the dashboard. Their row rules apply all the same.
    """
    chart = chart_of(tile)
    narrowed = conditions(tile.dashboard, tile, given)
    payload = render(
        user=user,
        dataset=chart.dataset,
        spec=chart.spec,
        kind=chart.kind,
        options=chart.options,
        filters=narrowed,
        origin="tile",
        wait=wait,
    )
    payload.pop("sql", None)  # who looks at a dashboard need not know how its data are kept
    return payload | {"tile": tile.pk, "title": tile.title or chart.name, "filtered_by": filtered_by(tile, given)}


def tile_stream(*, user: User, tile: Tile, given: Given, wait: Wait[Any] = at_once) -> tuple[Answer, pa.Schema]:
    """The tile's rows without a cap, and the schema to narrow them to for drawing. Rights as for `tile_payload`."""
    chart = chart_of(tile)
    narrowed = conditions(tile.dashboard, tile, given)
    return open_stream(user=user, dataset=chart.dataset, spec=chart.spec, kind=chart.kind, filters=narrowed, origin="tile", wait=wait)


def filtered_by(tile: Tile, given: Given) -> list[str]:
    """The ids of the filters that narrow this tile now."""
    return [d.id for d in reaching(declared_on(tile.dashboard.filters), tile) if given.get(d.id)]


def chart_of(tile: Tile) -> Chart:
    """The tile's chart. Raises NoRows for a text tile."""
    if tile.chart is None:
        raise NoRows("A text tile has no data.")
    return tile.chart
