"""A person's own settings."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import InvalidInput

from ..forms import PersonForm
from ..middleware import SignedRequest
from ..models import Scope, SecondStep, User
from ..services import api_keys, devices, factors, people, personal_data, plans, second_step, sessions, tokens

PREFERENCES = ("theme", "density", "motion", "timezone", "locale", "dates", "start")


@require_http_methods(["GET", "POST"])
def settings(request: SignedRequest) -> HttpResponse:
    """Name, theme, time zone, number format; the password and the API tokens have links here."""
    user = request.user
    now = {"name": user.name} | {field: getattr(user, field) for field in PREFERENCES}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        said = {field: value for field, value in form.cleaned_data.items() if value}
        people.change_preferences(user=user, name=said.pop("name"), preferences=said)
        messages.success(request, "Settings saved.")
        return redirect("accounts:settings")
    context = {"form": form, "section": "settings", "open_tokens": user.token_families.filter(revoked_at=None).count()}
    context["places"] = sessions.places_of(user, request.session.session_key or "")
    context |= {"keys": api_keys.keys_of(user), "scopes": Scope.choices, "lives": list(api_keys.LIVES)}
    left = plans.allowance_of(user)
    context |= {"allowance": left, "back": left.returns_at.astimezone(ZoneInfo(user.timezone))}
    context |= _second_step(user)
    context["personal_export"] = personal_data.open_export(user)
    return render(request, "accounts/settings.html", context, status=400 if form.errors else 200)


@require_POST
def theme(request: SignedRequest) -> HttpResponse:
    """Remember light, dark or system; takes a form or JSON `{"theme": ...}`."""
    said: Any = request.POST.get("theme") or _json(request).get("theme")
    people.change_preferences(user=request.user, preferences={"theme": str(said)})
    return HttpResponse(status=204)


@require_POST
def revoke_tokens(request: SignedRequest) -> HttpResponse:
    """End every API token of the person."""
    tokens.revoke_all(request.user)
    messages.success(request, "All API tokens are revoked.")
    return redirect("accounts:settings")


_ASKED = {
    SecondStep.OFF: "You are not asked for one. Set up an app or a passkey to make your account safer.",
    SecondStep.UNTRUSTED: "You are asked for one on browsers that you do not trust.",
    SecondStep.ALWAYS: "Your workspace asks for one at every sign-in.",
}


def _second_step(user: User) -> dict[str, Any]:
    found = factors.factors_of(user)
    for factor in found:
        factor.words = factors.describe(factor)
    trusted = list(devices.devices_of(user))
    for device in trusted:
        device.words = sessions.browser_of(device.agent)  # type: ignore[attr-defined]  # for the template
    app = any(factor.type == factors.Kind.TOTP for factor in found)
    left = factors.codes_left(user) if found else 0
    return {"factors": found, "has_app": app, "codes_left": left, "devices": trusted, "asked": _ASKED[second_step.level_of(user)]}


def _json(request: SignedRequest) -> dict[str, Any]:
    try:
        said = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise InvalidInput('Send {"theme": "light"}, "dark" or "system".')
    return said
