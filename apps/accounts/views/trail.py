"""The audit trail of the workspace."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from apps.core.audit.privacy import with_addresses
from apps.core.htmx import page_or_part
from apps.core.numbers import whole
from apps.core.paging import paginate

from ..middleware import SignedRequest
from ..services import keeping, trail


@require_safe
def index(request: SignedRequest) -> HttpResponse:
    """Who did what, newest first, searchable; for administrators of the workspace."""
    wanted = _wanted(request)
    page = paginate(trail.entries(request.user, request.workspace, wanted), request.GET.get("cursor") or None, 50, "-at")
    for entry in page.items:
        entry.before, entry.after = with_addresses(entry.before, entry.after)
    context = {"section": "members", "page": page, "wanted": wanted, "query": _query(request), "lives": keeping.LIVES}
    context |= {"state": keeping.state_of(request.workspace)}
    return page_or_part(request, "accounts/trail.html", "accounts/_trail.html", context)


@require_safe
def export(request: SignedRequest) -> HttpResponseBase:
    """All that the search finds, as a file: `?format=csv` or `jsonl`."""
    form = request.GET.get("format", "csv")
    rows = trail.as_file(request.user, request.workspace, _wanted(request), form)
    headers = {"Content-Disposition": f'attachment; filename="audit-trail.{form}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(rows, content_type=trail.FORMS[form], headers=headers)


@require_POST
def check(request: SignedRequest) -> HttpResponse:
    """Read the whole trail and prove that nothing was changed."""
    keeping.check_now(user=request.user, workspace=request.workspace)
    messages.success(request, "The whole trail is being read. The result stands here in a moment.")
    return redirect("accounts:trail")


@require_POST
def keep(request: SignedRequest) -> HttpResponse:
    """Say how long entries are kept."""
    said = request.POST.get("days", "")
    keeping.keep_for(user=request.user, workspace=request.workspace, days=whole(said, "days") if said else None)
    messages.success(request, "Saved. What is older goes within a day.")
    return redirect("accounts:trail")


def _wanted(request: SignedRequest) -> trail.Wanted:
    said = request.GET
    return trail.Wanted.parse(said.get("q", ""), said.get("since", ""), said.get("until", ""))


def _query(request: SignedRequest) -> str:
    """The search as part of an address, without the place in the list."""
    said = request.GET.copy()
    said.pop("cursor", None)
    said.pop("format", None)
    return said.urlencode()
