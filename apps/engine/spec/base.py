"""What every part of a query object shares: strictness, plain values, field paths."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Part(BaseModel):
    """Base of all parts: frozen, no unknown keys, aliases (`as`, `from`) are the names people write."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def _plain(value: Any) -> Any:
    """Turn what YAML and Python callers write into the JSON value that means the same."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number must be finite")
    return value


Text = Annotated[str, StringConstraints(max_length=10_000)]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=300)]
OutputName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
Scalar = Annotated[bool | int | float | Text, BeforeValidator(_plain)]
Day = Annotated[str, BeforeValidator(_plain), StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$")]
