"""Turn the staging file itself into the hot file where all rows stay in their order: a third of the work of a second copy."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .build import Shape
from .convert import ident, text
from .stage import TABLE, Staged

MIN_ROWS = 200_000
_MAX_COLUMNS = 200


def fits(con: duckdb.DuckDBPyConnection, staged: Staged, shaped: Shape) -> bool:
    """Whether nothing is left out or sorted, and the table is long and narrow enough for the detour to pay."""
    if staged.csv is None or shaped.where or shaped.order_by or len(shaped.columns) > _MAX_COLUMNS:
        return False
    return bool(con.execute(f"SELECT count(*) >= {MIN_ROWS} FROM {TABLE}").fetchall()[0][0])


def build_in_place(con: duckdb.DuckDBPyConnection, staged: Staged, shaped: Shape, target: Path) -> None:
    """Rewrite only the columns whose type changes, rename all, move the file to `target` and attach it as `hot`."""
    raws = list(staged.types)
    kinds = con.execute(
        f"DESCRIBE SELECT {', '.join(f'{value} AS v{i}' for i, (value, _) in enumerate(shaped.columns))} FROM {TABLE}"
    ).fetchall()
    for raw, (value, _), kind in zip(raws, shaped.columns, kinds, strict=True):
        if value not in (raw, ident(raw)):
            con.execute(f"ALTER TABLE {TABLE} ALTER {raw} TYPE {kind[1]} USING {value}")
    for raw in raws:  # twice, for a final name may be another column's raw one
        con.execute(f"ALTER TABLE {TABLE} RENAME {raw} TO __{raw}")
    for raw, (_, name) in zip(raws, shaped.columns, strict=True):
        con.execute(f"ALTER TABLE {TABLE} RENAME __{raw} TO {ident(name)}")
    con.execute("CHECKPOINT stage")
    source = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = 'stage'").fetchall()[0][0]
    con.execute("DETACH stage")
    Path(source).rename(target)
    con.execute(f"ATTACH {text(str(target))} AS hot (READ_ONLY)")
