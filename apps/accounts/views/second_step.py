"""The second step of a sign-in: a code, or a passkey."""

from __future__ import annotations

from typing import Any

import orjson
from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.core import mail
from apps.core.errors import AppError, InvalidInput, TooManyRequests

from ..forms import CodeForm
from ..middleware import address_of
from ..models import OneTimeCode, Purpose, SecondStep, User
from ..services import codes, devices, second_step
from ..stages import SecondStepStage


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the second step of the sign-in that is under way, and finish it."""
    stage = LoginStageController.enter(request, SecondStepStage.key)
    if stage is None:
        return redirect("account_login")
    user: User = stage.login.user
    ways = second_step.ways_of(user)
    try:
        code = _code(request, stage, user) if ways == ("email",) else None
        if request.method == "POST" and "again" not in request.POST:
            _check(request, user, code)
            return _done(request, stage, user)
    except (InvalidInput, TooManyRequests) as error:
        return _page(request, user, ways, problem=error)
    return _page(request, user, ways, sent="again" in request.POST)


def _code(request: HttpRequest, stage: Any, user: User) -> OneTimeCode:
    """The code that went out for this sign-in; sends it at the first visit, and when asked again."""
    row = codes.waiting(stage.state.get("code", ""), Purpose.SIGN_IN)
    if row is None or row.user_id != user.pk:
        row = second_step.send_code(user)
        stage.state["code"] = row.pk
        stash_login(request, stage.login)
    elif request.method == "POST" and "again" in request.POST:
        codes.again(row)
    return row


def _check(request: HttpRequest, user: User, code: OneTimeCode | None) -> None:
    if "credential" in request.POST:
        second_step.check_passkey(user, credential_of(request))
    else:
        second_step.check_text(user, request.POST.get("code", "")[:40], code)


def _done(request: HttpRequest, stage: Any, user: User) -> HttpResponse:
    response: HttpResponse = stage.exit()
    if request.POST.get("trust") and second_step.level_of(user) != SecondStep.ALWAYS:
        cookie = devices.trust(
            user=user,
            cookie=request.COOKIES.get(devices.COOKIE, ""),
            address=address_of(request),
            agent=request.headers.get("User-Agent", ""),
        )
        response.set_cookie(
            devices.COOKIE,
            cookie,
            max_age=int(devices.LIFE.total_seconds()),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def credential_of(request: HttpRequest) -> dict[str, Any]:
    """What a passkey answered. Raises InvalidInput for anything else."""
    try:
        said = orjson.loads(request.POST.get("credential", ""))
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise InvalidInput("The passkey gave no answer. Try again, or use another way.")
    return said


def _page(
    request: HttpRequest, user: User, ways: tuple[second_step.Way, ...], *, problem: AppError | None = None, sent: bool = False
) -> HttpResponse:
    context = {
        "form": CodeForm(),
        "ways": ways,
        "may_trust": second_step.level_of(user) != SecondStep.ALWAYS,
        "masked": codes.masked(user.email),
        "mail_is_sent": mail.is_sent(),
        "sent": sent,
        "problem": problem,
        "question": second_step.passkey_question(user) if "passkey" in ways else None,
        "base_url": settings.PILOTBA.base_url,
    }
    return render(request, "account/second_step.html", context, status=problem.status if problem else 200)
