"""An answer in the form the caller asked for: JSON, CSV or an Arrow stream. Used by every door that answers with data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.request import Request

from apps.engine import wire
from apps.engine.duck.stream import ResultStream

from .services.answers import Answer, Wait, at_once
from .services.plain import csv_bytes, empty_batch, plain_rows
from .services.waiting import until_disconnect

ARROW, CSV = wire.MEDIA_TYPE, "text/csv"
Chunk = Callable[[], bytes | None]


def wanted(request: Request, named: str | None = None) -> str:
    """json, csv or arrow: as named in the body, else by the Accept header."""
    accept = request.headers.get("Accept", "")
    return named or ("arrow" if ARROW in accept else "csv" if CSV in accept else "json")


def waiting(request: Request | HttpRequest) -> Wait[Any]:
    """How to wait for the engine on behalf of this request; a client that has left already is waited for no more."""
    if not _is_async(request):
        return at_once

    def wait(work: Callable[[], Any], token: Any) -> Any:
        if getattr(request, "client_left", False):
            token.cancel()
        return until_disconnect(work, token)

    return wait


def as_json(answer: Answer) -> dict[str, Any]:
    """The JSON form of a finished answer."""
    rows = plain_rows(answer.table())
    return {
        "columns": [{"name": c.name, "label": c.label, "type": c.type.value, "role": c.role} for c in answer.columns],
        "rows": rows,
        "row_count": answer.row_count,
        "total": answer.total,
        "as_of": answer.as_of.isoformat(),
        "cached": answer.cached,
        "elapsed_ms": answer.elapsed_ms,
        "run_id": answer.run_id,
    }


def as_arrow(
    request: Request | HttpRequest, answer: Answer, *, narrow: bool = False, schema: pa.Schema | None = None
) -> StreamingHttpResponse:
    """The answer as an Arrow IPC stream; the first batch is made before the answer begins, so its errors still have a form.

    `narrow` sends what drawing needs, `schema` names the columns' types itself.
    """
    schema = wire.narrow(answer.stream.schema) if narrow else schema
    return _streamed(request, answer, wire.Encoder(answer.stream, schema).chunk, ARROW)


def as_csv(request: Request | HttpRequest, answer: Answer, filename: str = "query.csv") -> StreamingHttpResponse:
    """The answer as CSV, streamed."""
    response = _streamed(request, answer, _csv_chunks(answer.stream), CSV + "; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _csv_chunks(stream: ResultStream) -> Chunk:
    started = False

    def chunk() -> bytes | None:
        nonlocal started
        batch = next(stream, None)
        if batch is None and started:
            return None
        header, started = not started, True
        return csv_bytes(empty_batch(stream.schema) if batch is None else batch, header=header)

    return chunk


def _streamed(request: Request | HttpRequest, answer: Answer, chunk: Chunk, media_type: str) -> StreamingHttpResponse:
    stream = answer.stream
    try:
        first = chunk()  # of rows that the runner has waited for
    except BaseException:
        stream.close()
        raise
    chunks = wire.pieces(chunk, stream, first) if _is_async(request) else _chunks(first, chunk, stream)
    response = StreamingHttpResponse(chunks, content_type=media_type)
    response._resource_closers.append(stream.close)  # type: ignore[attr-defined]  # noqa: SLF001  # a generator that never began closes nothing itself
    for name, value in _headers(answer).items():
        response[name] = value
    return response


def _headers(answer: Answer) -> dict[str, str]:
    """Row counts where they are known before the end."""
    known = {"X-Row-Count": answer.row_count, "X-Total-Count": answer.total}
    facts = {
        "X-Run-Id": answer.run_id,
        "X-Cached": str(answer.cached).lower(),
        "X-As-Of": answer.as_of.isoformat(),
        "X-Accel-Buffering": "no",
    }
    return facts | {name: str(value) for name, value in known.items() if value is not None}


def _chunks(first: bytes | None, chunk: Chunk, stream: ResultStream) -> Iterator[bytes]:
    with stream:
        while first is not None:
            yield first
            first = chunk()


def _is_async(request: Request | HttpRequest) -> bool:
    return hasattr(request, "scope")  # only requests of the asynchronous server have one
