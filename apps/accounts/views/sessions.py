"""Browsers that are signed in, on the settings page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ..middleware import SignedRequest
from ..services import sessions


@require_POST
def end(request: SignedRequest, place_id: int) -> HttpResponse:
    """Sign one browser out."""
    sessions.end_place(user=request.user, place_id=place_id)
    messages.success(request, "That browser is signed out.")
    return redirect("accounts:settings")


@require_POST
def end_others(request: SignedRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = sessions.end_others(user=request.user, current=request.session.session_key or "")
    messages.success(request, f"Signed out from {ended} other browser{'' if ended == 1 else 's'}.")
    return redirect("accounts:settings")


@require_POST
def end_everywhere(request: SignedRequest) -> HttpResponse:
    """Sign out from every browser and program, here too."""
    sessions.end_everywhere(user=request.user)
    logout(request)
    messages.success(request, "You are signed out everywhere. API tokens and keys have ended.")
    return redirect("account_login")
