"""Sources that the tests of the compiler share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from apps.engine.types import Column, ColumnType, Mask, Source

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)  # a Wednesday
T = ColumnType
ORDERS = [
    ("id", T.INTEGER, "BIGINT"), ("store_id", T.INTEGER, "BIGINT"), ("region", T.TEXT, "VARCHAR"), ("channel", T.TEXT, "VARCHAR"),
    ("product", T.TEXT, "VARCHAR"), ("amount", T.FLOAT, "DOUBLE"), ("quantity", T.INTEGER, "BIGINT"), ("returned", T.BOOLEAN, "BOOLEAN"),
    ("day", T.DATE, "DATE"), ("opened", T.TIMESTAMP, "TIMESTAMP"), ("paid", T.TIMESTAMP, "TIMESTAMP WITH TIME ZONE"),
]  # fmt: skip
STORES = [("id", T.INTEGER, "BIGINT"), ("city", T.TEXT, "VARCHAR"), ("opened", T.DATE, "DATE")]


def source(name: str, columns: Sequence[tuple[str, ColumnType, str]], rules: Mapping[str, Any] | None = None) -> Source:
    """A source called `name`, whose version is `<name>1` and whose column ids are `c_<name>`."""
    made = tuple(Column(f"c_{n}", n, t, native) for n, t, native in columns)
    rules = rules or {}
    masks = dict.fromkeys(rules.get("masked", ()), Mask.NULL) | rules.get("masks", {})
    return Source(name, name, f"{name}1", "", made, rules.get("filter"), masks, "salt")


def sources(rules: Mapping[str, Any] | None = None) -> dict[str, Source]:
    rules = rules or {}
    return {"orders": source("orders", ORDERS, rules.get("orders")), "stores": source("stores", STORES, rules.get("stores"))}


def tables_sql() -> str:
    """Empty tables where the sources point."""
    out = []
    for name, columns in (("orders", ORDERS), ("stores", STORES)):
        listed = ", ".join(f'"{n}" {native}' for n, _, native in columns)
        out.append(f"ATTACH ':memory:' AS v_{name}1; CREATE TABLE v_{name}1.data ({listed});")
    return "\n".join(out)
