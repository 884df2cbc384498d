"""API keys on the settings page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ..middleware import SignedRequest
from ..services import api_keys


@require_POST
def make(request: SignedRequest) -> HttpResponse:
    """Make a key and show its text, this once."""
    name, scope, life = (request.POST.get(field, "") for field in ("name", "scope", "life"))
    key, text = api_keys.make_key(user=request.user, name=name, scope=scope, life=life)
    response = render(request, "accounts/key_made.html", {"key": key, "text": text, "section": "settings"}, status=201)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: SignedRequest, key_id: str) -> HttpResponse:
    """End a key and come back to the settings."""
    api_keys.revoke_key(user=request.user, key_id=key_id)
    messages.success(request, "The API key is revoked. Programs that use it are refused from now on.")
    return redirect("accounts:settings")
