"""The stage of a sign-in between the password and the session."""

from __future__ import annotations

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from .services import devices, second_step

PROVED = "proved"  # in the state of a sign-in that has shown more than a password: a code at sign-up, a one-time link


class SecondStepStage(LoginStage):  # type: ignore[misc]  # allauth has no types
    """Leads to the page for the second step when one is asked; the page calls `exit` when it is done."""

    key = "second_step"
    urlname = "account_second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, or nothing to go on."""
        user = self.login.user
        trusted = devices.is_trusted(user, self.request.COOKIES.get(devices.COOKIE, ""))
        if self.login.state.get(PROVED) or not second_step.is_asked(user, trusted=trusted):
            return None, True
        return redirect(self.urlname), True
