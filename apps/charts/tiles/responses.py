"""Answers about tiles: the facts as JSON, a tile as bytes, the rows of a view as an Arrow stream."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import InvalidInput
from apps.engine.tiles.counts import MEDIA_TYPE, Packed, pack_nothing
from apps.engine.tiles.grid import DEEPEST, SIZE, World
from apps.queries.responses import as_arrow, waiting

from .files import wanted
from .question import TileQuestion
from .serving import TileSet, rows, tile, tile_set


def answered(request: Request, question: TileQuestion, data: dict[str, Any]) -> HttpResponseBase:
    """What `data` asks for: `tile` ([z, x, y]) or the rows of a `view` ([x0, y0, x1, y1]); with neither, the facts."""
    tiles = tile_set(question, waiting(request))
    if data.get("tile") is not None:
        return one_tile(request, tiles, *_numbers(data["tile"], "tile", int, 3))
    if data.get("view") is not None:
        view = World(*_numbers(data["view"], "view", float, 4))
        if tiles is None:
            raise InvalidInput("No row has a place to look at.", field="view")
        answer, schema = rows(tiles, view, waiting(request))
        return as_arrow(request, answer, schema=schema)
    return Response(facts(request, question, tiles))


def facts(request: Request, question: TileQuestion, tiles: TileSet | None) -> dict[str, Any]:
    """Where tiles lie and how they are kept. A question whose tile file is missing has it made: `job` says by which job."""
    columns = question.columns
    job = None
    if tiles is not None and not tiles.ready and columns is not None:
        source, dataset = question.plan.sources[0], question.plan.request.dataset
        assert dataset is not None
        job = wanted(question.plan.user, dataset, source.version, columns)
    world = tiles.world.plain() if tiles else None
    ready = bool(tiles and tiles.ready)
    return {"world": world, "size": SIZE, "deepest": DEEPEST, "ready": ready, "job": job.pk if job else None}


def one_tile(request: Request, tiles: TileSet | None, z: int, x: int, y: int) -> HttpResponse:
    """A tile's bytes with its ETag; 304 when the asker has it. Without a place for any row every tile is empty."""
    etag = tiles.etag(z, x, y) if tiles else ""
    if etag and request.headers.get("If-None-Match") == etag:
        return _tagged(HttpResponse(status=304), etag)
    packed = tile(tiles, z, x, y, waiting(request)) if tiles else pack_nothing()
    return _tagged(_sent(request, packed), etag)


def _sent(request: Request, packed: Packed) -> HttpResponse:
    zipped = packed.gzipped and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed.body if zipped else packed.plain, content_type=MEDIA_TYPE)
    if packed.gzipped:
        patch_vary_headers(response, ["Accept-Encoding"])
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["X-Row-Count"] = str(packed.rows)
    return response


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    if etag:
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache" if etag else "private, no-store"
    return response


def _numbers(given: Any, field: str, kind: type[Any], count: int) -> list[Any]:
    fits = isinstance(given, list) and len(given) == count and all(isinstance(v, int | float) and not isinstance(v, bool) for v in given)
    if not fits or not all(math.isfinite(v) and v == kind(v) for v in given):
        words = "whole numbers: level, column and row" if kind is int else "numbers: x0, y0, x1, y1"
        raise InvalidInput(f"`{field}` is a list of {count} {words}.", field=field)
    return [kind(v) for v in given]
