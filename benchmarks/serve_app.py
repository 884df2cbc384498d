"""The product's ASGI application with two addresses more, which the transfer benchmark compares with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
import orjson

from bi_platform.asgi import application as product

STATIC = os.environ.get("BENCH_STATIC", "")


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve the two references, pass everything else on."""
    path = scope.get("path", "")
    if scope["type"] != "http" or not path.startswith("/bench/"):
        await product(scope, receive, send)
        return
    body = Path(STATIC).read_bytes() if path == "/bench/static" else _json_rows(scope["query_string"].decode())
    headers = [(b"content-type", b"application/octet-stream"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _json_rows(hot: str) -> bytes:
    """All rows as JSON objects, as most programs send them, with the fastest encoder there is."""
    with duckdb.connect(hot, read_only=True) as connection:
        found = connection.execute("SELECT x, y, region FROM data").fetchall()
    return orjson.dumps([{"x": x, "y": y, "region": region} for x, y, region in found])
