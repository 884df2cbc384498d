"""The audit trail of the workspace."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from apps.core.htmx import page_or_part
from apps.core.paging import paginate

from ..middleware import SignedRequest
from ..services import trail


@require_safe
def index(request: SignedRequest) -> HttpResponse:
    """Who did what, newest first, searchable; for administrators of the workspace."""
    wanted = _wanted(request)
    page = paginate(trail.entries(request.user, request.workspace, wanted), request.GET.get("cursor") or None, 50, "-at")
    context = {"section": "members", "page": page, "wanted": wanted, "query": _query(request)}
    return page_or_part(request, "accounts/trail.html", "accounts/_trail.html", context)


@require_safe
def export(request: SignedRequest) -> HttpResponseBase:
    """All that the search finds, as a CSV file."""
    rows = trail.as_csv(request.user, request.workspace, _wanted(request))
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: SignedRequest) -> trail.Wanted:
    said = request.GET
    return trail.Wanted.parse(said.get("q", ""), said.get("since", ""), said.get("until", ""))


def _query(request: SignedRequest) -> str:
    """The search as part of an address, without the place in the list."""
    said = request.GET.copy()
    said.pop("cursor", None)
    return said.urlencode()
