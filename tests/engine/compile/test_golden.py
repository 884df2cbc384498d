"""Pairs of spec and SQL: a change of the compiler shows here as a difference of text. `WRITE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest
from compile_samples import NOW, T, source, sources, tables_sql

from apps.engine.compile import Compiled, compile_spec
from apps.engine.spec import QuerySpec

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(p.name.removesuffix(".spec.json") for p in GOLDEN.glob("*.spec.json"))


def compiled(name: str) -> Compiled:
    case = json.loads((GOLDEN / f"{name}.spec.json").read_text())
    known = sources(case.get("rules"))
    if "columns" in case:
        known["orders"] = source("orders", [(c, T.TEXT, "VARCHAR") for c in case["columns"]])
    return compile_spec(QuerySpec.parse(case["spec"]), known, now=NOW, timezone=case.get("timezone", "UTC"))


def written(made: Compiled) -> str:
    columns = ", ".join(f"{c.name}: {c.type} {c.role}" for c in made.columns)
    text = f"-- columns: {columns}\n-- params: {made.params}\n{made.sql}\n"
    return text + (f"\n-- total, params: {made.total_params}\n{made.total_sql}\n" if made.total_sql else "")


def test_there_are_enough_pairs() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_the_spec_becomes_this_sql(name: str) -> None:
    path, text = GOLDEN / f"{name}.expected.sql", written(compiled(name))
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_compiling_again_gives_the_same(name: str) -> None:
    assert compiled(name) == compiled(name)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "hostile_names"])
def test_the_engine_takes_it(name: str) -> None:
    made = compiled(name)
    with duckdb.connect() as connection:
        connection.execute(tables_sql())
        shown = connection.execute(made.sql, made.params)
        assert [d[0] for d in shown.description] == [c.name for c in made.columns]
        if made.total_sql:
            assert connection.execute(made.total_sql, made.total_params).fetchone() is not None


def test_hostile_names_and_values_stay_names_and_values() -> None:
    made = compiled("hostile_names")
    with duckdb.connect() as connection:
        connection.execute(
            """ATTACH ':memory:' AS v_orders1; CREATE TABLE v_orders1.data ("a""b; drop table x --" VARCHAR, "sel?ct" VARCHAR)"""
        )
        connection.execute("INSERT INTO v_orders1.data VALUES ('kept', ?)", ["'; drop table orders; --"])
        assert connection.execute(made.sql, made.params).fetchall() == [("kept", "'; drop table orders; --")]
