"""A dashboard as one viewer has set it now: filters, marks chosen on tiles, steps down on tiles; and what each tile then asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.accounts.selectors import visible
from apps.datasets.models import Dataset
from apps.datasets.selectors import columns_for
from apps.queries.services.answers import Wait, at_once

from ..errors import FilterInvalid
from ..models import Dashboard, Tile
from ..selectors import tiles_of
from .crossing import Crossed, crossed_on
from .depth import Depth, Plain, laid_down
from .drilling import any_group, crumb, kept_by, read_steps, shown_groups
from .filters import Given, conditions, read_given

_MOST_TILES = 20


@dataclass
class Viewing:
    """Made by `read_viewing`; whoever makes one has made sure that `user` may see the dashboard. Their row rules apply all the same."""

    user: User
    dashboard: Dashboard
    given: Given
    drill: Mapping[str, Any] = field(default_factory=dict)
    wait: Wait[Any] = at_once
    guest: bool = False  # somebody behind a link of `user`, who explores no dataset
    crossed: tuple[Crossed, ...] = ()
    _depths: dict[str, Depth] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.user.timezone)

    @cached_property
    def tiles(self) -> dict[str, Tile]:
        """The dashboard's tiles of charts in reading order, by id."""
        found = tiles_of(self.dashboard).filter(chart__isnull=False).select_related("chart__dataset__current_version")
        return {tile.pk: tile for tile in found}

    def depth(self, tile: Tile) -> Depth:
        """What a tile of a chart asks now. Raises FilterInvalid for steps that do not fit."""
        if tile.pk not in self._depths:
            assert tile.chart is not None
            narrowed = conditions(self.user, self.dashboard, tile, self.given)
            found = laid_down(self.user, Depth.of(tile.chart), narrowed, self.wait)
            for step in read_steps(self.drill[tile.pk]) if tile.pk in self.drill else ():
                found = laid_down(self.user, self._deeper(found, step), narrowed, self.wait)
            self._depths[tile.pk] = found
        return self._depths[tile.pk]

    def crossed_with(self, tile_id: str) -> Viewing:
        """The same with another tile on which something may be chosen next, in the order of the tiles. Raises FilterInvalid."""
        if any(one.tile == tile_id for one in self.crossed):
            return self
        offered = crossed_on(self.tile(tile_id), self.depth(self.tile(tile_id)), {}, self.zone)
        order = list(self.tiles)
        every = [*self.crossed, *([offered] if offered else [])]
        return replace(self, crossed=tuple(sorted(every, key=lambda one: order.index(one.tile))))

    def groups(self, dataset: Dataset) -> dict[str, Plain]:
        """By what the viewer may drill on tiles of a dataset, by key."""
        columns = columns_for(self.user, dataset)
        if not self.guest and visible(Dataset, self.user).filter(pk=dataset.pk).exists():
            return any_group(columns)
        return shown_groups(dataset, self.tiles.values(), self.dashboard.filters, columns)

    def _deeper(self, depth: Depth, step: Mapping[str, Any]) -> Depth:
        dimension = self.groups(depth.dataset).get(str(step["by"]))
        if dimension is None:
            raise FilterInvalid(f"There is no grouping {str(step['by'])[:80]} to drill by here.", by=str(step["by"])[:80])
        kept = kept_by(depth, step["where"], self.zone)
        found = depth.deeper(dimension, kept)
        return replace(found, trail=(*depth.trail, crumb(depth, step["where"], dimension, depth.dataset)))

    def tile(self, tile_id: str) -> Tile:
        """A tile of a chart on this dashboard. Raises FilterInvalid."""
        if tile_id not in self.tiles:
            raise FilterInvalid(f"{self.dashboard.name} has no tile {tile_id[:20]}.", tile=tile_id[:20])
        return self.tiles[tile_id]

    def choose(self, raw: Mapping[str, Any]) -> None:
        """Take untrusted choices. Raises FilterInvalid."""
        tiles = {key: self.tile(str(key)) for key in raw}
        ordered = sorted(tiles, key=list(self.tiles).index)
        found = [crossed_on(tiles[key], self.depth(tiles[key]), raw[key], self.zone) for key in ordered]
        self.crossed = tuple(one for one in found if one)


def read_viewing(
    user: User,
    dashboard: Dashboard,
    *,
    filters: Any = None,
    given: Given | None = None,
    cross: Any = None,
    drill: Any = None,
    wait: Wait[Any] = at_once,
    guest: bool = False,
) -> Viewing:
    """Untrusted filters `{id: values}` (or `given`, read already), choices `{tile: {column: value, values, {"from", "to"} or
    {"not": values}}}` and steps down `{tile: [{"where": choices, "by": grouping}]}`.

    Raises FilterInvalid for what the dashboard does not declare or show, and for values that do not fit.
    """
    for name, raw in (("Cross-filters", cross), ("Steps down", drill)):
        if raw and (not isinstance(raw, Mapping) or len(raw) > _MOST_TILES):
            raise FilterInvalid(f"{name} are an object of at most {_MOST_TILES} tiles, by their ids.", limit=_MOST_TILES)
    if cross and not all(isinstance(part, Mapping) for part in cross.values()):
        raise FilterInvalid("Cross-filters are an object: the id of each tile, and for each of its columns the values chosen.")
    viewing = Viewing(user, dashboard, read_given(dashboard, filters) if given is None else given, drill or {}, wait, guest)
    for tile_id in viewing.drill:
        viewing.depth(viewing.tile(str(tile_id)))
    viewing.choose(cross or {})
    return viewing
