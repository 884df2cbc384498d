"""The error tree of the product: one base, one JSON form. Messages are for people and say what to do next."""

from __future__ import annotations

from typing import Any

from apps.engine.errors import EngineError


class AppError(Exception):
    """Base of every expected error. `details` must be JSON-serialisable and free of internals."""

    code = "error"
    status = 500

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    @classmethod
    def of_engine(cls, error: EngineError) -> AppError:
        """Carry an engine error to the doors with its code and status."""
        out = cls(error.message, **error.details)
        out.code, out.status = error.code, error.status
        return out


class InvalidInput(AppError):
    code, status = "invalid_input", 400


class Unauthenticated(AppError):
    code, status = "unauthenticated", 401


class Forbidden(AppError):
    code, status = "forbidden", 403


class NotFound(AppError):
    code, status = "not_found", 404


class Conflict(AppError):
    code, status = "conflict", 409


class StaleVersion(AppError):
    """If-Match names an older version than the stored one."""

    code, status = "stale_version", 412


class TooLarge(AppError):
    code, status = "too_large", 413


class VersionRequired(AppError):
    """A write to a shared object came without If-Match."""

    code, status = "version_required", 428


class TooManyRequests(AppError):
    """`retry_after` (seconds) goes out as the Retry-After header."""

    code, status = "too_many_requests", 429

    def __init__(self, message: str, *, retry_after: int, **details: Any) -> None:
        super().__init__(message, retry_after=retry_after, **details)
        self.retry_after = retry_after


class Unavailable(AppError):
    code, status = "unavailable", 503
