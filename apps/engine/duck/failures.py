"""Errors between processes, and DuckDB's errors in people's words."""

from __future__ import annotations

import re
from typing import Any

from .. import errors
from ..errors import EngineCrashed, EngineError, QueryCancelled, QueryTooLarge, SqlInvalid, SqlRefused

_POSITION = re.compile(r"LINE (\d+): (.*)\n( *)\^")
_UNKNOWN = re.compile(r'(?:column|table|alias) "([^"]+)"|with name "?([^\s"]+)"? does not exist', re.IGNORECASE)
_PREFIX = re.compile(r"^[A-Za-z ]+ Error: ")


def to_json(error: EngineError) -> dict[str, Any]:
    """The error as plain data; `from_json` makes the same class of it again."""
    return {"class": type(error).__name__, "message": error.message, "details": error.details}


def from_json(data: dict[str, Any]) -> EngineError:
    """Rebuild an engine error; a class that this process does not know becomes EngineError itself."""
    kind = getattr(errors, str(data.get("class")), EngineError)
    if not (isinstance(kind, type) and issubclass(kind, EngineError)):
        kind = EngineError
    return kind(str(data.get("message")), **data.get("details", {}))


def of_duckdb(error: BaseException, sql: str = "") -> EngineError:
    """Map what DuckDB raised onto the engine's tree, with line and column where DuckDB tells them or `sql` leaves no doubt."""
    if isinstance(error, EngineError):
        return error
    name, text = type(error).__name__, str(error)
    if name == "InterruptException":
        return QueryCancelled("The query was stopped.")
    if isinstance(error, MemoryError) or name == "OutOfMemoryException":
        return _too_large(text)
    if name in ("InternalException", "FatalException"):
        return EngineCrashed("The engine failed on this query. Write it another way, or report it to an administrator.")
    if any(mark in text for mark in _REFUSED):
        return SqlRefused("The statement tried to reach files or the network. Queries read datasets only.")
    if name in _STORAGE:
        return EngineError("The stored data of this dataset cannot be read. Ask an administrator to rebuild it.")
    return SqlInvalid(_words(text), **(_position(text) or _place_of_name(text, sql)))


_REFUSED = ("Permission denied", "Operation not permitted", "operations are disabled by configuration")
_STORAGE = ("IOException", "SerializationException", "HTTPException")


def _too_large(text: str) -> QueryTooLarge:
    what = "temporary space" if "temp" in text.lower() and "max_temp_directory_size" in text else "memory"
    return QueryTooLarge(f"The query needs more {what} than one query may use. Filter or aggregate earlier.", limit=what)


def _words(text: str) -> str:
    """The first sentence of DuckDB's message without its class prefix and the quoted line."""
    text = _PREFIX.sub("", text.split("\n\nLINE ")[0]).split("\nLINE ")[0].strip()
    return text[:600] or "The engine refused the query."


def _position(text: str) -> dict[str, int]:
    """Line and column, both from 1. DuckDB prints `LINE n: ` and shortens long lines with dots, then the column is left out."""
    found = _POSITION.search(text)
    if found is None:
        return {}
    line, shown, indent = int(found[1]), found[2], len(found[3])
    column = indent - len(f"LINE {line}: ") + 1
    return {"line": line} if shown.startswith("...") or column < 1 else {"line": line, "column": column}


def _place_of_name(text: str, sql: str) -> dict[str, int]:
    """Where the name that was not found stands, if it stands in one place only: the binder tells no position."""
    named = _UNKNOWN.search(text)
    name = next((group for group in named.groups() if group), "") if named else ""
    found = [match.start() for match in re.finditer(rf"(?<![\w$]){re.escape(name)}(?!\w)", sql)] if name else []
    if len(found) != 1:
        return {}
    before = sql[: found[0]]
    return {"line": before.count("\n") + 1, "column": found[0] - before.rfind("\n")}
