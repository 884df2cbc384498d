"""Changing the e-mail address on the settings page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.core import mail
from apps.core.errors import Conflict, InvalidInput, NotFound, TooManyRequests

from ..forms import AddressForm, CodeForm
from ..middleware import SignedRequest
from ..services import address_change, codes
from .fresh import fresh

_SESSION = "address_change"


@never_cache
@require_http_methods(["GET", "POST"])
@fresh
def form(request: SignedRequest) -> HttpResponse:
    """Ask for the new address, and send a code there."""
    filled = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if filled.is_valid():
        try:
            row = address_change.begin(user=request.user, email=filled.cleaned_data["email"])
        except (InvalidInput, TooManyRequests) as error:
            filled.add_error("email", error.message)
            status = error.status
        else:
            request.session[_SESSION] = row.pk
            return redirect("accounts:address_code")
    return render(
        request, "accounts/address.html", {"form": filled, "section": "settings"}, status=400 if filled.errors and status == 200 else status
    )


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: SignedRequest) -> HttpResponse:
    """Take the code, and change the address."""
    try:
        row = address_change.waiting(user=request.user, code_id=str(request.session.get(_SESSION, "")))
    except NotFound:
        return redirect("accounts:address")
    filled, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if filled.is_valid():
        try:
            key = request.session.session_key or ""
            address_change.confirm(user=request.user, code_id=row.pk, text=filled.cleaned_data["code"], session_key=key)
        except (InvalidInput, TooManyRequests, Conflict) as error:
            filled.add_error("code", error.message)
            status = error.status
        else:
            request.session.pop(_SESSION, None)
            messages.success(request, "Your address is changed. Other browsers and programs are signed out.")
            return redirect("accounts:settings")
    context = {"form": filled, "masked": codes.masked(row.email), "mail_is_sent": mail.is_sent(), "section": "settings"}
    return render(request, "accounts/address_code.html", context, status=status)
