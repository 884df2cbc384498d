"""Arrow values as plain ones, for JSON and for CSV."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

_LONG = 1 << 63


def plain_rows(table: pa.Table) -> list[list[Any]]:
    """The table as rows of what JSON can hold: whole decimals are integers, other decimals floats, times ISO text."""
    columns = [_plain_column(column) for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _plain_column(column: pa.ChunkedArray) -> list[Any]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    values: list[Any] = column.to_pylist()
    if pa.types.is_decimal(kind):
        return [None if value is None else _number(value, kind.scale) for value in values]
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind):
        return values
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_time(kind):
        return [None if value is None else value.isoformat() for value in values]
    return [_plain(value) for value in values]


def _number(value: Any, scale: int) -> int | float | str:
    if scale == 0:
        whole = int(value)
        return whole if -_LONG <= whole < 2 * _LONG else str(whole)
    return float(value)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case bytes():
            return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    """No rows of this schema."""
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def csv_bytes(batch: pa.RecordBatch, *, header: bool) -> bytes:
    """A batch as CSV (comma, UTF-8, CRLF-free): empty for null, ISO 8601 for times, quoted where needed."""
    arrays = [_csv_column(column) for column in batch.columns]
    ready = pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)
    out = io.BytesIO()
    pa.csv.write_csv(ready, out, pa.csv.WriteOptions(include_header=header, quoting_style="needed", quoting_header="needed"))
    return out.getvalue()


def _csv_column(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_timestamp(kind):
        text = pc.replace_substring(column.cast(pa.string()), " ", "T", max_replacements=1)
        return pc.replace_substring_regex(text, r"\.0+(Z?)$", r"\1")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_interval(kind):
        return pa.array([None if value is None else str(_plain(value)) for value in column.to_pylist()], pa.string())
    return column
