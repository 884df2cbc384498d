"""How django-allauth does things here: our lock, our audit trail, addresses from the settings instead of the request."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apps.core import audit, mail
from apps.core.errors import TooManyRequests

from .models import User
from .services import guard, passwords, signin
from .services.people import ARRIVED

log = structlog.get_logger("pilotba.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The one place through which pages sign people in and out and change passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "email_taken": "Somebody already uses this e-mail address. Sign in, or reset the password.",
        "enter_current_password": "This is not your current password.",
        "too_many_login_attempts": guard.LOCKED,
    }

    def get_login_stages(self) -> list[str]:
        """What comes between the password and the session."""
        return ["apps.accounts.stages.SecondStepStage"]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Somebody who is signed in shows with their password that it is still them."""
        return [{"id": "reauthenticate", "description": "Use your password", "url": reverse("account_reauthenticate")}]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person or None; refuses while the account is locked."""
        email = str(credentials.get("email", ""))
        try:
            guard.begin(email, self.get_client_ip(request))
        except TooManyRequests as error:
            raise self.validation_error("too_many_login_attempts") from error
        found: User | None = super().authenticate(request, **credentials)
        if found:
            guard.succeeded(email)
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count and note a wrong password."""
        email = str(credentials.get("email", ""))
        signin.note_failure(email)

    def login(self, request: HttpRequest, user: User) -> None:
        """Open a session."""
        super().login(request, user)
        request.session[ARRIVED] = True
        audit.record("signin", user=user, workspace_id="", kind="user", object_id=user.pk)

    def logout(self, request: HttpRequest) -> None:
        """Close the session."""
        user = request.user
        super().logout(request)
        audit.record("signout", user=user, workspace_id="", kind="user", object_id=user.pk or "")

    def set_password(self, user: User, password: str) -> None:
        """Store a new password; what hangs on the old one ends, a lock on the account is lifted."""
        super().set_password(user, password)
        passwords.was_changed(user)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Say that a password was changed; coming and going needs no words."""
        if message_template and "password" in message_template:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of django-allauth's in our form. What the mail server says about the address is for the log, never for the page."""
        words = {name: value for name, value in context.items() if name not in ("request", "user", "current_site")}
        try:
            mail.send(template_prefix.rpartition("/")[2], email, {"email": email, **words})
        except OSError:
            log.exception("mail_not_sent", template=template_prefix)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on the configured address: a forged Host header must not decide where a mail leads."""
        path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
        return str(settings.PILOTBA.base_url) + path

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the settings, where the link to the form is."""
        return reverse("accounts:settings")
