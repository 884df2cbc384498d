"""JSON-RPC 2.0 as the protocol uses it: one message in, one out; a notification has no answer."""

from __future__ import annotations

from typing import Any

import structlog
from rest_framework.request import Request

from apps.core.errors import AppError, InvalidInput

from .tools import TOOLS

VERSIONS = ("2025-06-18", "2025-03-26", "2024-11-05")
PARSE, INVALID, UNKNOWN, PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603
_ABOUT = "PilotBA, business analytics. Begin with `list` and `describe`; then `query` a dataset, or see a `chart`. Everything is read only."
log = structlog.get_logger("pilotba.mcp")


class Refused(Exception):
    """The message cannot be answered with a result."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def answered(request: Request, message: Any) -> dict[str, Any] | None:
    """The answer to a message; None for a notification or an answer to us."""
    key = message.get("id") if isinstance(message, dict) else None
    try:
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(key, str | int | None):
            raise Refused(INVALID, "Send one JSON-RPC 2.0 message.")
        if "method" not in message and ("result" in message or "error" in message):
            return None
        if not isinstance(message.get("method"), str) or not isinstance(message.get("params", {}), dict):
            raise Refused(INVALID, "A message has a method, and parameters by name.")
        if key is None:
            return None
        return {"jsonrpc": "2.0", "id": key, "result": _result(request, message["method"], message.get("params", {}))}
    except Refused as refused:
        return failed(key, refused.code, refused.message)


def failed(key: str | int | None, code: int, message: str) -> dict[str, Any]:
    """An error as JSON-RPC writes it."""
    return {"jsonrpc": "2.0", "id": key, "error": {"code": code, "message": message}}


def _result(request: Request, method: str, given: dict[str, Any]) -> dict[str, Any]:
    match method:
        case "initialize":
            wanted = given.get("protocolVersion")
            spoken = wanted if wanted in VERSIONS else VERSIONS[0]
            about = {"name": "pilotba", "title": "PilotBA", "version": "1"}
            return {"protocolVersion": spoken, "capabilities": {"tools": {}}, "serverInfo": about, "instructions": _ABOUT}
        case "ping":
            return {}
        case "tools/list":
            return {"tools": [tool.listed() for tool in TOOLS.values()]}
        case "tools/call":
            return _called(request, given)
    raise Refused(UNKNOWN, f"There is no method {method[:80]}.")


def _called(request: Request, given: dict[str, Any]) -> dict[str, Any]:
    """What a tool says; what the API refuses is said to the assistant, which can mend its call."""
    tool, words = TOOLS.get(str(given.get("name"))), given.get("arguments") or {}
    if tool is None or not isinstance(words, dict):
        raise Refused(PARAMS, f"There is no such tool. Known: {', '.join(TOOLS)}.")
    try:
        return {"content": tool.call(request, words), "isError": False}
    except InvalidInput as error:
        return _error(error)
    except AppError as error:
        if error.status >= 500:
            log.warning("mcp_tool_failed", tool=tool.name, code=error.code)
        return _error(error)


def _error(error: AppError) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": f"{error.code}: {error.message}"}], "isError": True}
