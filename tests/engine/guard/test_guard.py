"""The guard on people's SQL: what it refuses, what it lets through, and that nothing else comes through."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.engine.errors import SqlInvalid, SqlRefused
from apps.engine.guard import check
from apps.engine.guard.functions import allowed, generate

TABLES = {"orders": ["id", "store_id", "region", "amount", "day", "moment", "tags"], "stores": ["id", "city"]}
HERE = Path(__file__).parent
MAKE = """
CREATE TABLE orders AS SELECT * FROM (VALUES (1, 1, 'EU', 2.5::DOUBLE, DATE '2026-01-01', TIMESTAMP '2026-01-01 10:00', ['a', 'b']),
  (2, 2, 'US', 7.5, DATE '2026-02-01', TIMESTAMP '2026-02-01 10:00', ['b']), (3, 2, NULL, NULL, NULL, NULL, NULL))
  v(id, store_id, region, amount, day, "moment", tags);
CREATE TABLE stores AS SELECT 1 AS id, 'Oslo' AS city;
"""


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text().splitlines()
    return [line.replace("\\n", "\n") for line in text if line.strip() and not line.startswith("#")]


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(MAKE)
    return connection


def test_it_works() -> None:
    assert check("select region from orders", TABLES).tables == {"orders"}


def test_the_lists_are_long_enough() -> None:
    assert len(lines("attacks.txt")) >= 120
    assert len(lines("fine.txt")) >= 60


@pytest.mark.parametrize("sql", lines("attacks.txt"))
def test_an_attack_is_refused(sql: str) -> None:
    with pytest.raises((SqlRefused, SqlInvalid)):
        check(sql, TABLES)


@pytest.mark.parametrize("sql", lines("fine.txt"))
def test_a_fine_statement_passes_and_runs(sql: str, database: duckdb.DuckDBPyConnection) -> None:
    used = check(sql, TABLES).tables
    assert used <= set(TABLES)
    database.cursor().execute(sql).fetchall()


def test_the_engine_names_the_same_tables(database: duckdb.DuckDBPyConnection) -> None:
    """A second opinion: the engine's own list of tables, for all statements whose tables it can list without binding columns."""
    agreed = 0
    for sql in lines("fine.txt"):
        try:
            named = {name.split(".")[-1].strip('"').lower() for name in database.get_table_names(sql)}
        except duckdb.Error:
            continue
        assert check(sql, TABLES).tables == named & set(TABLES), sql
        agreed += 1
    assert agreed >= 70


def test_errors_say_where() -> None:
    with pytest.raises(SqlInvalid) as syntax:
        check("select 1,\n from where x", TABLES)
    assert syntax.value.details == {"line": 2, "column": 7}
    with pytest.raises(SqlRefused) as table:
        check("select 'é',\n  x from ordrs", TABLES)
    assert table.value.details == {"line": 2, "column": 10}
    assert 'Did you mean "orders"?' in table.value.message
    with pytest.raises(SqlRefused) as function:
        check("select\n  getenv('HOME')", TABLES)
    assert function.value.details == {"line": 2, "column": 3}


def test_a_column_may_be_called_like_a_function_about_the_server() -> None:
    assert check("select session_user from logins", {"logins": ["session_user"]}).tables == {"logins"}
    with pytest.raises(SqlRefused):
        check("select session_user from orders", TABLES)


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 5000 + "1" + ")" * 5000,
        "select " + "[" * 300 + "1" + "]" * 300,
        "select " + "not " * 4000 + "true",
        "select 1" + "+1" * 20_000,
        "select '" + "x" * 100_000 + "'",
        "unpivot (" * 25 + "orders" + " on id)" * 25,
        "select 1 \x00",
        "select '\ud800'",
        "",
        "   ",
        "-- only a comment",
        ";",
    ],
)
def test_a_bomb_or_nothing_is_refused_fast(sql: str) -> None:
    with pytest.raises((SqlRefused, SqlInvalid)):
        check(sql, TABLES)


def test_brackets_inside_text_do_not_count() -> None:
    assert check(f"select '{'(' * 500}' -- {'(' * 500}", TABLES).tables == frozenset()


def test_the_list_of_functions_is_what_this_engine_gives() -> None:
    """A new engine version shows here which functions came or went; look at each before writing the file again."""
    assert sorted(allowed()) == sorted({name.lower() for name in generate()})


@pytest.mark.parametrize(
    "name", ["getenv", "query", "current_setting", "sleep_ms", "pg_sleep", "json_execute_serialized_sql", "from_json", "error"]
)
def test_dangerous_functions_are_not_on_the_list(name: str) -> None:
    assert name not in allowed()


TEXT = """
select from where with as recursive orders stores secret x ( ) , * ; union all delete insert into returning group by order by limit 1 'a'
values pivot unpivot on using in describe summarize lateral read_csv('x') query('x') query_table('secret') join sum(amount) id
materialized exists any array [ ] -- /* */ main. v_x. recurring. set update drop table
"""
WORDS = st.sampled_from(TEXT.split())


@given(
    st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=60), st.sampled_from(lines("attacks.txt") + lines("fine.txt")))
)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_whatever_passes_is_one_select_over_the_callers_tables(sql: str) -> None:
    try:
        used = check(sql, TABLES).tables
    except (SqlRefused, SqlInvalid):
        return
    assert used <= set(TABLES)
    with duckdb.connect() as connection:
        connection.execute(MAKE)
        connection.execute("CREATE TABLE secret AS SELECT 42 AS x")
        statements = connection.extract_statements(sql)
        assert [s.type for s in statements] == [duckdb.StatementType.SELECT]
        try:
            named = connection.get_table_names(sql)
        except duckdb.Error:
            return
        assert not any(re.search(r"\bsecret\b", name.lower()) for name in named)
