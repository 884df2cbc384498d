"""JSON answers compressed as the client can read them: zstd, brotli or gzip.

Only what the API answers in one piece: Arrow and CSV are streamed as they are, pages are left to the proxy in front, and an
answer that must not be stored may hold a secret beside text of the sender's choosing, which its length would tell about.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

_LEAST = 1024
_LEVELS = {"zstd": 3, "br": 4, "gzip": 5}  # about as fast as the network; listed by preference


class Compress:
    """Near the outside, so that everything within sees the plain text."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.streaming:
            return response
        plain = cast("HttpResponse", response)
        if not plain.get("Content-Type", "").partition(";")[0].endswith("json") or plain.has_header("Content-Encoding"):
            return response
        patch_vary_headers(plain, ("Accept-Encoding",))
        coding = chosen(request.headers.get("Accept-Encoding", ""))
        if coding and len(plain.content) >= _LEAST and "no-store" not in plain.get("Cache-Control", ""):
            _compress(plain, coding)
        return response


def chosen(accepted: str) -> str:
    """The best of zstd, br and gzip that an Accept-Encoding header allows; empty for none. A tie goes to the first of these."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        weights[name.strip()] = _weight(rest)
    offered = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in _LEVELS}
    best = max(offered, key=lambda coding: offered[coding])
    return best if offered[best] > 0 else ""


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _compress(response: HttpResponse, coding: str) -> None:
    response.content = encoded(response.content, coding)
    response["Content-Encoding"] = coding
    response["Content-Length"] = str(len(response.content))
    tag = response.get("ETag", "")
    if tag.startswith('"'):
        response["ETag"] = f"W/{tag}"  # another sequence of bytes; If-Match takes it all the same


def encoded(content: bytes, coding: str) -> bytes:
    """The bytes in a coding of HTTP. The libraries are loaded by whoever needs them: not every process answers requests."""
    if coding == "gzip":
        return gzip.compress(content, _LEVELS[coding], mtime=0)
    if coding == "br":
        import brotli

        return cast("bytes", brotli.compress(content, quality=_LEVELS[coding]))
    import pyarrow as pa

    return cast("bytes", pa.Codec("zstd", compression_level=_LEVELS[coding]).compress(content, asbytes=True))
