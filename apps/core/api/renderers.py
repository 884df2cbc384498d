"""JSON out, through orjson."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.functional import Promise
from rest_framework import renderers

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_UTC_Z


class JSONRenderer(renderers.BaseRenderer):
    """Renders `application/json`; decimals become strings, so that no digit is lost."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None) -> bytes:
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=_plain, option=_OPTIONS)
        except TypeError as error:
            if "64-bit" not in str(error):
                raise
            return orjson.dumps(_bounded(data), default=_plain, option=_OPTIONS)


def _bounded(value: Any) -> Any:
    """The same with whole numbers past 64 bits as text; what people once sent, such as a question, may hold them."""
    if isinstance(value, Mapping):
        return {key: _bounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_bounded(item) for item in value]
    huge = isinstance(value, int) and not -(1 << 63) <= value < 1 << 64
    return str(value) if huge else value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Promise):
        return str(value)
    if isinstance(value, QuerySet | set | frozenset | tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "pk"):
        return value.pk
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
