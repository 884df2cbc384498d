"""From a question to its tiles and rows, for one person: out of the tile file where there is one and no row rule binds, else counted."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from apps.core.errors import InvalidInput, NotFound
from apps.core.ids import new_id
from apps.engine.compile import compile_spec
from apps.engine.duck.stream import CancelToken
from apps.engine.tiles.categories import Categories
from apps.engine.tiles.counts import Packed
from apps.engine.tiles.grid import World, is_tile
from apps.engine.tiles.read import Listing, TileFile
from apps.engine.types import Limits
from apps.queries.services.answers import Answer, Wait, at_once
from apps.queries.services.cache import Entry, answers
from apps.queries.services.flight import flights

from .files import tile_file
from .question import TileQuestion

MOST_ROWS = 1_000_000
_FRAMES = 512
_FORM = 2  # of a tile's bytes: kept ones of another form are not these
Frame = tuple[World, Categories | None]
_frames: OrderedDict[str, Frame] = OrderedDict()


@dataclass(frozen=True)
class TileSet:
    """All tiles of a question: `key` says what they show for whom (empty when that moves with the clock), `world` where they lie.

    `categories` are what bins are counted by, if anything.
    """

    key: str
    world: World
    categories: Categories | None
    cut: TileFile | Listing

    @property
    def ready(self) -> bool:
        """Whether tiles come out of a tile file."""
        return isinstance(self.cut, TileFile)

    def etag(self, z: int, x: int, y: int) -> str:
        """The tag of a tile; empty when it may differ the next time."""
        parts = f"{_FORM}:{self.key}:{self.world.plain()}:{z}:{x}:{y}"
        return f'"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"' if self.key else ""


def tile_set(question: TileQuestion, wait: Wait[Any] = at_once) -> TileSet | None:
    """The tiles of a question; None when no row has a place. Raises the engine's errors."""
    columns, plan = question.columns, question.plan
    file = tile_file(plan.sources[0], columns) if columns else None
    if file is not None:
        return TileSet(plan.key, file.world, file.categories, file)
    listing = _listing(question)
    frame = _frames.get(plan.key) if plan.key else None
    if frame is None:
        token = CancelToken()
        frame = wait(lambda: _frame(listing, token), token)
        if frame is not None and plan.key:
            _frames[plan.key] = frame
            while len(_frames) > _FRAMES:
                _frames.popitem(last=False)
    return None if frame is None else TileSet(plan.key, frame[0], frame[1], listing)


def _frame(listing: Listing, token: CancelToken) -> Frame | None:
    """Where the rows of a listing lie, and their categories; both from what the person may see."""
    world = listing.world(_limits(), token)
    return None if world is None else (world, listing.common(_limits(), token))


def _listing(question: TileQuestion) -> Listing:
    plan, spec = question.plan, question.spec
    sources = {source.dataset: source for source in plan.sources}
    compiled = compile_spec(spec, sources, now=plan.now, timezone=plan.request.timezone)
    return Listing(compiled, (compiled.columns[0].type, compiled.columns[1].type), plan.sources)


def tile(tiles: TileSet, z: int, x: int, y: int, wait: Wait[Any] = at_once) -> Packed:
    """One tile, kept for the next who ask. Raises NotFound when there is no such tile, and the engine's errors."""
    if not is_tile(z, x, y):
        raise NotFound("There is no such tile.")
    if isinstance(tiles.cut, TileFile) and tiles.cut.holds(z, x, y):
        return tiles.cut.tile(z, x, y)
    key, token = f"{tiles.key}:{_FORM}:{z}/{x}/{y}" if tiles.key else "", CancelToken()
    with flights.lead(key or new_id(), token):
        kept = answers.get(key) if key else None
        if kept is not None:
            return Packed(kept.data, kept.facts["zipped"], kept.facts["rows"], kept.facts["length"])
        packed: Packed = wait(lambda: _counted(tiles, z, x, y, token), token)
        if key:
            answers.put(key, Entry(packed.body, {"zipped": packed.zipped, "rows": packed.rows, "length": packed.length}))
        return packed


def _counted(tiles: TileSet, z: int, x: int, y: int, token: CancelToken) -> Packed:
    if isinstance(tiles.cut, TileFile):
        return tiles.cut.tile(z, x, y, token)
    return tiles.cut.tile(tiles.world, z, x, y, _limits(), token, tiles.categories)


def rows(tiles: TileSet, view: World, wait: Wait[Any] = at_once) -> tuple[Answer, pa.Schema]:
    """The rows inside `view` as a running answer, and the schema to send. Raises InvalidInput when there are too many to send."""
    token = CancelToken()
    count = wait(lambda: tiles.cut.count(view, _limits(), token), token)
    if count > MOST_ROWS:
        raise InvalidInput(f"{count:,} rows lie in this view; at most {MOST_ROWS:,} are sent. Zoom in, or draw tiles.", field="view")
    stream = wait(lambda: tiles.cut.open_rows(view, _limits(), token), token)
    answer = Answer(new_id(), (), stream, timezone.now(), (), "", False, 0.0, row_count=count, total=count)
    return answer, _schema(stream.schema)


def _limits() -> Limits:
    return Limits(seconds=settings.PILOTBA.query_seconds)


def _schema(schema: pa.Schema) -> pa.Schema:
    """Coordinates as they are, for a deep view needs all their digits; the category as dictionary codes, whatever it holds."""
    return pa.schema([*list(schema)[:2], *(pa.field(f.name, pa.dictionary(pa.int32(), pa.string())) for f in list(schema)[2:])])
