"""What can go wrong inside the engine, in words for people. Doors turn these into the one JSON error form."""

from __future__ import annotations

from typing import Any


class EngineError(Exception):
    """Base of all engine errors.

    `code` is stable and machine-readable, `status` the HTTP status a door answers with, `message` is for people
    and `details` carries machine-readable positions (field, line, column, limit).
    """

    code = "engine_error"
    status = 500

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.message, self.details))


def _rebuild(kind: type[EngineError], message: str, details: dict[str, Any]) -> EngineError:
    return kind(message, **details)


class SpecInvalid(EngineError):
    """The query object names something that does not exist or does not fit; `details["field"]` is its path."""

    code, status = "spec_invalid", 400


class SqlRefused(EngineError):
    """The guard refused the statement; nothing was run."""

    code, status = "sql_refused", 400


class SqlInvalid(EngineError):
    """The engine could not parse or bind the statement; `details` may hold `line` and `column` (from 1)."""

    code, status = "sql_invalid", 400


class QueryTimeout(EngineError):
    """The deadline passed and the work was stopped."""

    code, status = "query_timeout", 408


class QueryCancelled(EngineError):
    """Somebody cancelled the query."""

    code, status = "query_cancelled", 409


class QueryTooLarge(EngineError):
    """Memory, temporary space or a result cap was exceeded."""

    code, status = "query_too_large", 413


class EngineCrashed(EngineError):
    """The query process died; nobody else was disturbed."""

    code, status = "engine_crashed", 422


class EngineBusy(EngineError):
    """No process or place in the queue came free in time."""

    code, status = "engine_busy", 503


class FileRefused(EngineError):
    """An uploaded file cannot be read; `details` may hold `line`, `column`, `sheet`, `limit`."""

    code, status = "file_refused", 422
