"""The second step on the settings page: an app, passkeys, recovery codes, trusted browsers."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import crypto
from apps.core.errors import Conflict, InvalidInput

from ..forms import CodeForm
from ..middleware import SignedRequest
from ..services import devices, factors
from .fresh import fresh
from .second_step import credential_of

_PENDING = "app_secret"


@never_cache
@require_http_methods(["GET", "POST"])
@fresh
def app(request: SignedRequest) -> HttpResponse:
    """Show the secret for an app, and accept the app once it shows the right code."""
    secret = _pending(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = factors.add_app(user=request.user, secret=secret, text=form.cleaned_data["code"])
        except (InvalidInput, Conflict) as error:
            form.add_error("code", error.message)
        else:
            request.session.pop(_PENDING, None)
            return _added(request, made, "The app is set up.")
    adapter = get_adapter()
    drawn = base64.b64encode(adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)).encode()).decode()
    context = {"form": form, "secret": secret, "picture": f"data:image/svg+xml;base64,{drawn}", "section": "settings"}
    return render(request, "accounts/factor_app.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@fresh
def passkey(request: SignedRequest) -> HttpResponse:
    """Let the browser make a passkey, and store it."""
    problem = ""
    if request.method == "POST":
        try:
            credential = credential_of(request)
            made = factors.add_passkey(user=request.user, name=request.POST.get("name", ""), credential=credential)
            return _added(request, made, "The passkey is set up.")
        except InvalidInput as error:
            problem = error.message
    context = {"question": factors.begin_passkey(request.user), "problem": problem, "section": "settings"}
    context["base_url"] = settings.PILOTBA.base_url
    return render(request, "accounts/factor_passkey.html", context, status=400 if problem else 200)


@never_cache
@require_POST
@fresh
def recovery_codes(request: SignedRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    return _codes_page(request, factors.new_recovery_codes(request.user))


@require_POST
@fresh
def remove(request: SignedRequest, factor_id: int) -> HttpResponse:
    """Take a factor away."""
    factors.remove(user=request.user, factor_id=factor_id)
    messages.success(request, "Removed. Browsers that you trusted are asked again.")
    return redirect("accounts:settings")


@require_POST
def revoke_device(request: SignedRequest, device_id: str) -> HttpResponse:
    """Trust a browser no longer."""
    devices.revoke(user=request.user, device_id=device_id)
    messages.success(request, "That browser is asked for the second step again.")
    return redirect("accounts:settings")


def _pending(request: SignedRequest) -> str:
    """The secret of an app that is being set up, sealed while it waits in the session."""
    if _PENDING not in request.session:
        request.session[_PENDING] = crypto.encrypt(factors.new_secret(), _PENDING)
    return crypto.decrypt(request.session[_PENDING], _PENDING)


def _added(request: SignedRequest, made: list[str], words: str) -> HttpResponse:
    messages.success(request, words)
    return _codes_page(request, made) if made else redirect("accounts:settings")


def _codes_page(request: SignedRequest, made: list[str]) -> HttpResponse:
    response = render(request, "accounts/recovery_codes.html", {"codes": made, "section": "settings"}, status=201)
    response["Cache-Control"] = "no-store"
    return response
