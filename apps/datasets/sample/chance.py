"""Chance without a random state: numbers from 0 to 1 out of hashes, the same in every run and on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

# hashed twice: one hash of (key, salt) is the same number for every salt, but for a fixed mask, and shows as stripes
_MACROS = """
CREATE MACRO chance(key, salt) AS (hash(hash(key, salt)) % 16777213) / 16777213.0;
CREATE MACRO bell(key, salt) AS
    (chance(key, salt) + chance(key, salt || 'b') + chance(key, salt || 'c') + chance(key, salt || 'd') - 2) * 1.7320508;
"""


def connect() -> duckdb.DuckDBPyConnection:
    """A connection of its own that knows `chance(key, salt)` (even, 0-1) and `bell(key, salt)` (nearly normal, deviation 1)."""
    con = duckdb.connect()
    con.execute("SET enable_progress_bar=false; SET memory_limit='1200MB'")
    con.execute(_MACROS)
    return con


def table(con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[Sequence[object]]) -> None:
    """A small table of the given rows; `columns` as in CREATE TABLE."""
    con.execute(f"CREATE TABLE {name} ({columns})")
    con.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in rows[0])})", [list(row) for row in rows])


def write(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    """Write a query's rows as Parquet (zstd) and return the path."""
    target = str(path).replace("'", "''")
    con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)")
    return path
