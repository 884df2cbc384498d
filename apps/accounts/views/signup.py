"""Signing up: the form, then the code that went to the address."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import mail
from apps.core.errors import AppError, Conflict, InvalidInput, NotFound, TooManyRequests

from ..forms import CodeForm, SignUpForm
from ..middleware import address_of
from ..models import OneTimeCode
from ..services import codes, signup

_SESSION = "sign_up"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Name, address, password; leads to the page for the code whether or not the address is known."""
    if request.user.is_authenticated:
        return redirect("/")
    then = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    filled = SignUpForm(request.POST if request.method == "POST" else None)
    status = 200
    if filled.is_valid():
        try:
            return _begin(request, filled, then)
        except TooManyRequests as error:
            filled.add_error(None, error.message)
            status = error.status
    return render(request, "account/signup.html", {"form": filled, "next": then}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code; a right one makes the account and signs in."""
    row = _waiting(request)
    if row is None:
        return redirect("account_signup")
    filled = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if filled.is_valid():
        try:
            return _finish(request, row, filled.cleaned_data["code"])
        except (InvalidInput, TooManyRequests, Conflict) as error:
            filled.add_error("code", error.message)
            status = error.status
    return _code_page(request, row, filled, status)


@login_not_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send another code to the same address."""
    row = _waiting(request)
    if row is None:
        return redirect("account_signup")
    try:
        codes.again(row)
    except TooManyRequests as error:
        filled = CodeForm()
        return _code_page(request, row, filled, error.status, problem=error)
    return _code_page(request, row, CodeForm(), 200, sent=True)


def _begin(request: HttpRequest, filled: SignUpForm, then: str) -> HttpResponse:
    said = filled.cleaned_data
    address = address_of(request)
    row = signup.begin(name=said["name"], email=said["email"], password=said["password1"], address=address, then=then)
    request.session[_SESSION] = row.pk
    return redirect("account_signup_code")


def _finish(request: HttpRequest, row: OneTimeCode, text: str) -> HttpResponse:
    then = str(row.details.get("then", ""))
    user = signup.confirm(code_id=row.pk, text=text)
    request.session.pop(_SESSION, None)
    record_authentication(request, user, method="code", email=user.email)
    proved = {"proved": "code"}  # the code was a second step already
    response: HttpResponse = perform_login(
        request, Login(user=user, email=user.email, redirect_url=then or None, signup=True, state=proved)
    )
    return response


def _waiting(request: HttpRequest) -> OneTimeCode | None:
    try:
        return signup.waiting(str(request.session.get(_SESSION, "")))
    except NotFound:
        return None


def _code_page(
    request: HttpRequest, row: OneTimeCode, filled: CodeForm, status: int, *, sent: bool = False, problem: AppError | None = None
) -> HttpResponse:
    context = {"form": filled, "masked": codes.masked(row.email), "mail_is_sent": mail.is_sent(), "sent": sent, "problem": problem}
    return render(request, "account/signup_code.html", context, status=status)


def _safe(request: HttpRequest, target: str) -> str:
    """A place of this site, or nothing."""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()) else ""
