"""From text to the engine's own parse tree, on a connection that can reach nothing and keeps nothing."""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from typing import Any

import duckdb

from ..errors import SqlInvalid, SqlRefused

MAX_BYTES = 100_000
_DEPTH = 200
_PIVOTS = 20
_LOCK = threading.Lock()
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_BRACKETS = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}
_SETTINGS = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "max_expression_depth": "250",
    "memory_limit": "512MB",
    "threads": "1",
    "lock_configuration": "true",
}


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config=dict(_SETTINGS))


def parse(sql: str) -> dict[str, Any]:
    """Return the tree of the one SELECT in `sql`; raises SqlInvalid (line and column where known) or SqlRefused."""
    _refuse_huge(sql)
    with _LOCK:
        statements = _split(sql)
        if len(statements) != 1:
            problem = "There is no statement." if not statements else f"There are {len(statements)} statements; write one."
            raise SqlRefused(problem)
        kind = _kind(statements[0])
        if kind != "SELECT":
            raise SqlRefused(_not_a_select(kind))
        text = _connection().execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    return _tree(text[0] if text else "{}", sql)


def _refuse_huge(sql: str) -> None:
    """Cheap limits first: the parser's time and memory grow fast with nesting."""
    if len(sql.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise SqlRefused(f"The statement is longer than {MAX_BYTES // 1000} kB.", limit=MAX_BYTES)
    if "\x00" in sql or any(0xD800 <= ord(c) < 0xE000 for c in sql):
        raise SqlInvalid("The statement holds characters that are not text.")
    bare, depth = _QUOTED.sub("", sql), 0
    for character in bare:
        depth += _BRACKETS.get(character, 0)
        if depth > _DEPTH:
            raise SqlRefused(f"Brackets are nested deeper than {_DEPTH} levels.", limit=_DEPTH)
    if len(re.findall(r"pivot", bare, re.IGNORECASE)) > _PIVOTS:
        raise SqlRefused(f"PIVOT and UNPIVOT may come {_PIVOTS} times.", limit=_PIVOTS)


def _split(sql: str) -> list[duckdb.Statement]:
    try:
        return list(_connection().extract_statements(sql))
    except (duckdb.Error, ValueError, RuntimeError) as error:
        raise _invalid(str(error), sql) from None


def _kind(statement: duckdb.Statement) -> str:
    """The statement's kind; some kinds of this engine have no name in its Python client."""
    try:
        return str(statement.type.name)
    except ValueError:
        return "another statement"


def _tree(text: str, sql: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except RecursionError:
        raise SqlRefused("The statement is nested too deeply.") from None
    if answer.get("error"):
        at = answer.get("position")
        raise SqlInvalid(_sentence(str(answer.get("error_message", ""))), **(position(sql, int(at)) if at else {}))
    statements = answer.get("statements", [])
    if len(statements) != 1:
        raise SqlRefused("Write one statement.")
    node: dict[str, Any] = statements[0]["node"]
    return node


def _not_a_select(kind: str) -> str:
    if kind == "MULTI":
        return "A PIVOT needs its values written out: PIVOT … ON column IN ('a', 'b') USING …"
    return f"Only reading is possible here: write a SELECT, not {kind.replace('_', ' ')}."


def _invalid(message: str, sql: str) -> SqlInvalid:
    """The engine shows the place as a line number and a caret under the line."""
    found = re.search(r"\nLINE (\d+): (.*)\n( *)\^", message)
    details: dict[str, int] = {}
    if found:
        lead = len(f"LINE {found[1]}: ")
        details = {"line": int(found[1]), "column": max(1, len(found[3]) - lead + 1)}
    return SqlInvalid(_sentence(message.split("\n")[0]), **details)


def _sentence(message: str) -> str:
    text = re.sub(r"^[\w ]+ Error: ", "", message).strip() or "The statement cannot be read"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def position(sql: str, byte: int) -> dict[str, int]:
    """Line and column (both from 1) of a byte offset, as the engine counts."""
    before = sql.encode()[:byte].decode(errors="ignore")
    return {"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")}
