"""Ways in other than e-mail and password: a one-time link, an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.core.api import answer
from apps.core.errors import TooManyRequests

from ..errors import BadToken
from ..middleware import SESSION_KEY
from ..models import User
from ..services import invitations, signin
from ..stages import PROVED


@login_not_required
@never_cache
@require_GET
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in with a link that works once. A browser that only looks ahead does not spend it."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    try:
        user = signin.use_link(secret)
    except BadToken as error:
        return render(request, "accounts/link_spent.html", {"reason": error.message}, status=error.status)
    login = Login(user=user, email=user.email)
    login.state[PROVED] = "link"  # who could read it ran the product, or their mail; it works once
    response: HttpResponse = perform_login(request, login)
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what; joining takes a signed-in person with the invited address."""
    offer = invitations.open_invitation(secret)
    if request.method == "POST" and isinstance(request.user, User):
        workspace = invitations.accept(user=request.user, secret=secret)
        request.session[SESSION_KEY] = workspace.pk
        return redirect("/")
    return render(request, "accounts/invitation.html", {"offer": offer})


def too_many(request: HttpRequest) -> HttpResponse:
    """429, for django-allauth's own limits on addresses."""
    return answer(request, TooManyRequests("Too many requests from your address. Wait a minute and try again.", retry_after=60))
