"""The SQL page."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.middleware import SignedRequest
from apps.core.htmx import wants_part
from apps.core.paging import paginate

from . import selectors
from .models import RunState
from .services.warm import warm

_PER_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Tables, editor, result and history; with htmx the history alone. Viewers see why there is no editor for them."""
    if wants_part(request):
        return render(request, "queries/_history.html", _history(request))
    signed = cast("SignedRequest", request)
    may_run = signed.role != "viewer"
    tables = selectors.tables_for(signed.user, signed.workspace) if may_run else []
    if tables:
        warm()
    run = selectors.access_run(signed.user, request.GET["run"]) if request.GET.get("run") else None
    context = {"section": "queries", "tables": tables, "may_run": may_run, "statement": run.sql if run else ""}
    return render(request, "queries/page.html", context | _history(request))


def _history(request: HttpRequest) -> dict[str, Any]:
    signed = cast("SignedRequest", request)
    search, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    found = selectors.runs_of(signed.user, signed.workspace, search=search, state=state if state in RunState.values else "")
    page = paginate(found, request.GET.get("cursor") or None, _PER_PAGE, "-ended_at")
    return {"page": page, "search": search, "state": state, "states": RunState.choices}
