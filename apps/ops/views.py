"""Addresses for operators."""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from apps.core.errors import Forbidden, NotFound
from apps.core.htmx import page_or_part

from .selectors import scrape_token
from .services.health import check_all
from .services.measures import exposition
from .services.overview import overview


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that work needs is there: 200, or 503 with what is missing."""
    checks = check_all()
    ok = all(check.ok for check in checks)
    body = {"status": "ok" if ok else "unavailable", "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks}}
    return JsonResponse(body, status=200 if ok else 503)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text: for this machine, and for who sends the scrape token."""
    if not (_same_machine(request) or _has_token(request)):
        raise NotFound("There is nothing at this address, or it is not shared with you.")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Versions, processes, jobs, layers of the sandbox; for administrators of the installation."""
    if not getattr(request.user, "is_superuser", False):
        raise Forbidden("The system page is for administrators of this installation.")
    return page_or_part(request, "ops/system.html", "ops/_system.html", overview())


def _same_machine(request: HttpRequest) -> bool:
    """A direct request from loopback; one that a proxy passed on says so in a header."""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and "X-Forwarded-For" not in request.headers
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return secrets.compare_digest(given.encode(), scrape_token().encode())
