"""Requests to the API: JSON in and out, streamed bodies, errors as exceptions, reads tried again."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from http.client import HTTPResponse
from typing import Any, cast

ARROW, CSV, JSON = "application/vnd.apache.arrow.stream", "text/csv", "application/json"
_TRIES = 4
_BUSY = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 30.0


class Unreachable(Exception):
    """The server cannot be reached, or its answer is none of PilotBA's."""


class Refused(Exception):
    """The server's own error: `status`, `code`, `details` and its words."""

    def __init__(self, status: int, code: str, message: str, details: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.status, self.code, self.details = status, code, dict(details)


class Transport:
    """One address and one key."""

    def __init__(self, url: str, key: str, *, timeout: float = 60.0) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address. Write it with http:// or https://.")
        self._url, self._key, self._timeout = url.rstrip("/"), key, timeout

    def json(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer as plain data. Raises Refused and Unreachable."""
        with self.open(method, path, body) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def open(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        accept: str = JSON,
        data: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        asks: bool = False,
    ) -> HTTPResponse:
        """Return the open answer. `data` is sent as it comes; `asks` says that a POST changes nothing.

        Reads, questions and changes in JSON are tried again when the server is not reached or is busy: changes carry a key under which
        the server does them once. What is sent as it comes is sent once.
        """
        sent = {"Authorization": f"Bearer {self._key}", "Accept": accept, **(headers or {})}
        content: Any = data
        if body is not None:
            content, sent["Content-Type"] = json.dumps(body).encode(), JSON
        if method != "GET" and not asks:
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        again = data is None
        place = path if path.startswith("/mcp/") else f"/api/v1{path}"
        request = urllib.request.Request(f"{self._url}{place}", content, sent, method=method)  # noqa: S310  # checked above
        for attempt in range(1, (_TRIES if again else 1) + 1):
            try:
                return cast("HTTPResponse", urllib.request.urlopen(request, timeout=self._timeout))  # noqa: S310  # checked above
            except urllib.error.HTTPError as error:
                refused = _refused(error)
                if not _worth_another(error.code, refused) or attempt == _TRIES or not again:
                    raise refused from None
                time.sleep(_pause(attempt, error.headers.get("Retry-After")))
            except OSError as error:
                if attempt == _TRIES or not again:
                    raise Unreachable(f"{self._url} cannot be reached: {getattr(error, 'reason', error)}") from error
                time.sleep(_pause(attempt, None))
        raise Unreachable(f"{self._url} cannot be reached.")


def _worth_another(status: int, refused: Exception) -> bool:
    """Busy, or the same request is still being worked on; not an hour that is used up."""
    code = getattr(refused, "code", "")
    return (status in _BUSY and code != "plan_used_up") or code == "request_in_progress"


def _pause(attempt: int, told: str | None) -> float:
    """Seconds to the next try: what the server said, else doubling from half a second."""
    return min(_LONGEST_PAUSE, float(told) if told and told.isdigit() else 0.5 * 2 ** (attempt - 1))


def _refused(error: urllib.error.HTTPError) -> Exception:
    try:
        said = json.loads(error.read())["error"]
        return Refused(error.code, said["code"], said["message"], said.get("details") or {})
    except (ValueError, KeyError, TypeError):
        return Unreachable(f"{error.url} answered {error.code}, and not as PilotBA does.")
