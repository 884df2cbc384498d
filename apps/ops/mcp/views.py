"""The address of the protocol's streamable HTTP: every message is a POST with an answer in JSON; there is no stream and no session."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from rest_framework.decorators import api_view, authentication_classes, parser_classes, throttle_classes
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from apps.core.api import reads
from apps.core.errors import Forbidden

from . import protocol

_BEARER = cast("Any", api_settings.DEFAULT_AUTHENTICATION_CLASSES[:1])  # a page's session opens nothing here, so no site can use it


@reads
@api_view(["POST"])
@authentication_classes(_BEARER)
@parser_classes([JSONParser])
@throttle_classes([])  # what a tool asks within is counted there
def endpoint(request: Request) -> Response:
    """One JSON-RPC message; 202 for notifications."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise Forbidden("Another site may not ask here.")
    try:
        message = request.data
    except ParseError:
        return Response(protocol.failed(None, protocol.PARSE, "This is not JSON."), status=400)
    said = protocol.answered(request, message)
    return Response(status=202) if said is None else Response(said)
