"""What the pool and its workers say to each other: JSON frames with values JSON has no word for, then a raw Arrow stream."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
import struct
import uuid
from typing import Any, BinaryIO

_LIMIT = 16 << 20
_READ = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "decimal": decimal.Decimal,
    "uuid": uuid.UUID,
    "bytes": base64.b64decode,
}


def send(sink: BinaryIO, message: dict[str, Any]) -> None:
    """Write one frame: four bytes of length, then JSON."""
    body = json.dumps(message, default=_write).encode()
    sink.write(struct.pack("!I", len(body)) + body)
    sink.flush()


def receive(source: BinaryIO) -> dict[str, Any] | None:
    """Read one frame; None when the other side has gone."""
    head = source.read(4)
    if len(head) < 4:
        return None
    length = struct.unpack("!I", head)[0]
    body = source.read(length) if length <= _LIMIT else b""
    if len(body) < length:
        return None
    found = json.loads(body, object_hook=_value)
    return found if isinstance(found, dict) else None


def _write(value: Any) -> dict[str, str]:
    match value:
        case dt.datetime() | dt.date() | dt.time():
            return {"~": type(value).__name__, "v": value.isoformat()}
        case decimal.Decimal():
            return {"~": "decimal", "v": str(value)}
        case uuid.UUID():
            return {"~": "uuid", "v": str(value)}
        case bytes():
            return {"~": "bytes", "v": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not a value a query can be given.")


def _value(data: dict[str, Any]) -> Any:
    return _READ[data["~"]](data["v"]) if data.keys() == {"~", "v"} and data["~"] in _READ else data
