"""Files that leave: rows as CSV or Parquet, streamed, and the quarantine of rejected rows."""

from __future__ import annotations

import asyncio
import io
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Generator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.accounts.models import User
from apps.core import audit, storage
from apps.core.errors import InvalidInput, NotFound
from apps.engine.duck.stream import ResultStream

from ..errors import Restricted
from ..models import Dataset, DatasetVersion
from ..selectors import current_version, rules_for, version_of
from ..selectors.rows import open_rows

_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
_PIECE = 1 << 20


def rows(request: HttpRequest, user: User, dataset: Dataset, kind: str, number: int | None) -> HttpResponseBase:
    """All rows that `user` may see, as a download. InvalidInput for an unknown format."""
    if kind not in _TYPES:
        raise InvalidInput(f"There is no download as {kind[:40]}.", fields={"format": f"Choose {' or '.join(_TYPES)}."})
    version = version_of(dataset, number) if number else current_version(dataset)
    _record(user, dataset, version, kind)
    name = f"{dataset.table_name}.{kind}"
    if kind == "parquet":
        return FileResponse(_parquet(user, dataset, version), as_attachment=True, filename=name, content_type=_TYPES[kind])
    stream = open_rows(user, dataset, version=version)
    return _streamed(request, lambda: csv_pieces(stream), name, _TYPES[kind])


def rejects(user: User, dataset: Dataset, number: int | None) -> HttpResponseBase:
    """The quarantine of a version. Restricted for people under row rules: raw lines know no columns."""
    version = version_of(dataset, number) if number else current_version(dataset)
    if rules_for(user, dataset):
        raise Restricted(f"The rejected rows of {dataset.name} are raw text, and row rules hide parts of it from you. Ask its owner.")
    if not version.rejects_key:
        raise NotFound(f"No row of version {version.number} was rejected.")
    _record(user, dataset, version, "rejects")
    name = f"{dataset.table_name}-rejected-rows-v{version.number}.csv"
    return FileResponse(storage.open_read(version.rejects_key), as_attachment=True, filename=name, content_type=_TYPES["csv"])


def csv_pieces(stream: ResultStream) -> Generator[bytes, None, None]:
    """CSV with a header: values raw and typed, dates in ISO 8601. Closes the stream at its end."""
    with stream:
        yield _csv(pa.RecordBatch.from_pylist([], schema=_flat(stream.schema)), header=True)
        for batch in stream:
            yield _csv(batch.cast(_flat(batch.schema)), header=False)


def _csv(batch: pa.RecordBatch, *, header: bool) -> bytes:
    out = io.BytesIO()
    pacsv.write_csv(batch, out, pacsv.WriteOptions(include_header=header))
    return out.getvalue()


def _flat(schema: pa.Schema) -> pa.Schema:
    """Dictionary codes become text: CSV knows no codes."""
    return pa.schema([pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in schema])


def _parquet(user: User, dataset: Dataset, version: DatasetVersion) -> IO[bytes]:
    """The stored file as it is, or one written for a person under row rules; it vanishes when it is closed."""
    if not rules_for(user, dataset):
        return storage.open_read(version.parquet_key)
    out = tempfile.TemporaryFile(dir=_scratch())  # noqa: SIM115 -- the response closes it
    with open_rows(user, dataset, version=version) as stream, pq.ParquetWriter(out, stream.schema, compression="zstd") as writer:
        for batch in stream:
            writer.write_batch(batch)
    out.seek(0)
    return out


def _scratch() -> Path:
    folder = storage.home() / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _streamed(request: HttpRequest, pieces: Callable[[], Generator[bytes, None, None]], name: str, kind: str) -> StreamingHttpResponse:
    """Stream without a whole file in memory; under ASGI in a thread, piece by piece, so that a slow client holds nobody up."""
    content = _in_thread(pieces()) if isinstance(request, ASGIRequest) else pieces()
    safe = re.sub(r"[^\w.-]", "_", name)
    return StreamingHttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{safe}"'})


async def _in_thread(pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    try:
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece
    finally:
        await asyncio.to_thread(pieces.close)


def _record(user: User, dataset: Dataset, version: DatasetVersion, what: str) -> None:
    audit.record("dataset.download", user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk,
                 after={"version": version.number, "format": what})  # fmt: skip
