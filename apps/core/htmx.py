"""Pages and their parts: one view serves both."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part (a boosted link and a restored history entry want the page)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def page_or_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """Render `part` for htmx and `page` otherwise; both get the same context."""
    response = render(request, part if wants_part(request) else page, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def toast(response: HttpResponse, message: str, kind: str = "ok") -> HttpResponse:
    """Let the page show a toast; `kind` is ok or bad. Other triggers of the response are kept."""
    triggers = json.loads(response.headers.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps(triggers | {"toast": {"message": message, "kind": kind}}, ensure_ascii=True)
    return response
