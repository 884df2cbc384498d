"""The content of a dashboard as plain, typed data: what the editor sends, what a version keeps, what a copy starts from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import LayoutInvalid
from ..models import COLUMNS, MAX_ROWS, MAX_TILES, Dashboard, Tile
from .declared import Declared

NEW = "new-"  # the editor's own ids for tiles that are not stored yet start with this


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class TileDraft(_Plain):
    """One tile; `id` is empty or starts with `new-` until it is stored. Places are grid cells, x + w <= 12."""

    id: str = Field("", max_length=40)
    kind: Literal["chart", "text"] = "chart"
    chart: str | None = Field(None, max_length=20)
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000)
    x: int = Field(0, ge=0, lt=COLUMNS)
    y: int = Field(0, ge=0, lt=MAX_ROWS)
    w: int = Field(6, ge=1, le=COLUMNS)
    h: int = Field(4, ge=1, le=60)
    mobile_order: int = Field(0, ge=0, le=1000)

    @classmethod
    def of(cls, tile: Tile) -> Self:
        """The stored tile as data."""
        names = ("kind", "title", "text", "x", "y", "w", "h", "mobile_order")
        return cls(id=tile.pk, chart=tile.chart_id, **{name: getattr(tile, name) for name in names})

    @property
    def is_new(self) -> bool:
        return not self.id or self.id.startswith(NEW)


class Content(_Plain):
    """A whole dashboard: its name, declared filters and tiles."""

    name: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=2000)
    filters: tuple[Declared, ...] = Field((), max_length=20)
    tiles: tuple[TileDraft, ...] = Field((), max_length=MAX_TILES)

    @classmethod
    def of(cls, dashboard: Dashboard) -> Self:
        """What is stored now."""
        tiles = tuple(TileDraft.of(tile) for tile in Tile.objects.filter(dashboard=dashboard))
        return cls(name=dashboard.name, description=dashboard.description, filters=dashboard.filters, tiles=tiles)

    @classmethod
    def parse(cls, data: Any) -> Self:
        """Read untrusted data. Raises LayoutInvalid naming each field that does not fit."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            fields = {".".join(map(str, e["loc"])): e["msg"] for e in error.errors(include_url=False, include_context=False)}
            first = next(iter(fields.items()))
            raise LayoutInvalid(f"The dashboard cannot be saved: {first[0] or 'content'}: {first[1]}.", fields=fields) from None

    def plain(self) -> dict[str, Any]:
        """As JSON-serialisable data; `parse` reads it back."""
        return self.model_dump(mode="json")

    def as_new(self) -> Self:
        """The same content with no stored tile in it, for a copy or a restored version."""
        tiles = tuple(t.model_copy(update={"id": f"{NEW}{t.id or n}"[:40]}) for n, t in enumerate(self.tiles))
        names = {old.id: new.id for old, new in zip(self.tiles, tiles, strict=True)}
        return self.model_copy(update={"tiles": tiles, "filters": relinked(self.filters, names)})


def relinked(filters: Iterable[Declared], names: dict[str, str]) -> tuple[Declared, ...]:
    """The filters with each linked tile's id looked up in `names`; tiles missing there are dropped."""
    return tuple(f if f.tiles is None else f.model_copy(update={"tiles": tuple(names[t] for t in f.tiles if t in names)}) for f in filters)


def check_places(tiles: Iterable[TileDraft]) -> None:
    """Every tile lies inside the grid and on free cells. Raises LayoutInvalid naming the tile (and the one it covers)."""
    taken: dict[tuple[int, int], TileDraft] = {}
    for tile in tiles:
        if tile.x + tile.w > COLUMNS or tile.y + tile.h > MAX_ROWS:
            raise LayoutInvalid(f"{_name(tile)} reaches outside the grid of {COLUMNS} columns. Move or shrink it.", tile=tile.id)
        for cell in ((x, y) for x in range(tile.x, tile.x + tile.w) for y in range(tile.y, tile.y + tile.h)):
            if cell in taken:
                raise LayoutInvalid(f"{_name(tile)} covers {_name(taken[cell])}. Move one of them.", tile=tile.id, covers=taken[cell].id)
            taken[cell] = tile


def free_row(tiles: Iterable[TileDraft]) -> int:
    """The first row below every tile."""
    return max((t.y + t.h for t in tiles), default=0)


def _name(tile: TileDraft) -> str:
    return f"The tile “{tile.title}”" if tile.title else f"The tile at column {tile.x + 1}, row {tile.y + 1}"
