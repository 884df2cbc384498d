"""Answers about tiles: the facts as JSON, a tile as bytes, the rows of a view as an Arrow stream."""

from __future__ import annotations

import json
import math
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import may_hear_job
from apps.core.errors import InvalidInput
from apps.core.models import Job
from apps.engine.tiles.counts import MEDIA_TYPE, Packed, pack_nothing
from apps.engine.tiles.grid import DEEPEST, SIZE, World
from apps.queries.responses import as_arrow, waiting

from ..services.colours import may_colour, named
from .files import wanted
from .question import TileQuestion
from .serving import TileSet, rows, tile, tile_set


def asked_in(request: Request, *names: str) -> dict[str, Any]:
    """What is asked: the body, or where a browser is to keep the answer the same as JSON in `?ask=`. Raises InvalidInput."""
    data = request.data if request.method == "POST" else _read(request.query_params.get("ask", "{}"))
    if not isinstance(data, dict):
        raise InvalidInput("Send a JSON object.", field="ask")
    unknown = sorted(set(data) - set(names))
    if unknown:
        raise InvalidInput(f"Unknown: {', '.join(unknown)[:200]}. Known: {', '.join(names)}.", fields=unknown)
    return dict(data)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidInput("`ask` is a JSON object.", field="ask") from error


def answered(request: Request, question: TileQuestion, data: dict[str, Any], *, outside: bool = False) -> HttpResponseBase:
    """What `data` asks for: `tile` ([z, x, y]) or the rows of a `view` ([x0, y0, x1, y1]); with neither, the facts.

    `outside` asks somebody without an account, who hears nothing of jobs.
    """
    tiles = tile_set(question, waiting(request))
    if data.get("tile") is not None:
        return one_tile(request, tiles, *_numbers(data["tile"], "tile", int, 3))
    if data.get("view") is not None:
        view = World(*_numbers(data["view"], "view", float, 4))
        if tiles is None:
            raise InvalidInput("No row has a place to look at.", field="view")
        answer, schema = rows(tiles, view, waiting(request))
        return as_arrow(request, answer, schema=schema)
    told = facts(question, tiles)
    return Response(told | {"job": None} if outside else told)


def facts(question: TileQuestion, tiles: TileSet | None) -> dict[str, Any]:
    """Where tiles lie, what they are counted by, how they are kept. A missing tile file is made: `job` tells how far that is."""
    job, user = _job(question, tiles), question.plan.user
    return {
        "world": tiles.world.plain() if tiles else None,
        "size": SIZE,
        "deepest": DEEPEST,
        "categories": _categories(question, tiles),
        "ready": bool(tiles and tiles.ready),
        "job": job and _told(job) | {"yours": may_hear_job(user, job.pk)},
    }


def _job(question: TileQuestion, tiles: TileSet | None) -> Job | None:
    columns, dataset = question.columns, question.plan.request.dataset
    if tiles is None or tiles.ready or columns is None or dataset is None:
        return None
    return wanted(question.plan.user, dataset, question.plan.sources[0].version, columns)


def _told(job: Job) -> dict[str, Any]:
    """A job for whoever sees the chart, whosever it is."""
    why = str((job.error or {}).get("message", ""))
    return {"id": job.pk, "state": str(job.state), "progress": round(job.progress, 1), "message": job.message, "error": why}


def _categories(question: TileQuestion, tiles: TileSet | None) -> list[dict[str, Any]]:
    """What each count of a bin is of, in order, with its colour; the last may be `others`, so many values together."""
    categories, compiled, dataset = tiles.categories if tiles else None, question.plan.compiled, question.plan.request.dataset
    if categories is None or compiled is None or dataset is None:
        return []
    keep = may_colour(question.plan.user, dataset)
    own = named(dataset, question.spec, compiled.columns, categories.names, keep=keep)
    return [*own, {"others": categories.rest}] if categories.rest else own


def one_tile(request: Request, tiles: TileSet | None, z: int, x: int, y: int) -> HttpResponse:
    """A tile's bytes with its ETag; 304 when the asker has it. Without a place for any row every tile is empty."""
    etag = tiles.etag(z, x, y) if tiles else ""
    if etag and request.headers.get("If-None-Match") == etag:
        return _tagged(HttpResponse(status=304), etag)
    packed = tile(tiles, z, x, y, waiting(request)) if tiles else pack_nothing()
    return _tagged(_sent(request, packed), etag)


def _sent(request: Request, packed: Packed) -> HttpResponse:
    accepted = request.headers.get("Accept-Encoding", "")
    coding = next((name for name in ("zstd", "gzip") if name in accepted), "") if packed.zipped else ""
    body = packed.body if coding == "zstd" else packed.gzipped if coding else packed.plain
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    if packed.zipped:
        patch_vary_headers(response, ["Accept-Encoding"])
    if coding:
        response["Content-Encoding"] = coding
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
