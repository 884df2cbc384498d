"""A new password ends everything that the old one opened: other sessions, API tokens and keys, trust in browsers."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from apps.core import audit
from apps.core.errors import InvalidInput

from ..errors import BadCredentials
from ..models import User
from . import devices, guard, notices, signin


def prove(*, user: User, password: str, address: str) -> None:
    """Let a request pass that shows the person's password. Raises InvalidInput for a wrong one, TooManyRequests once locked."""
    try:
        signin.check_password(email=user.email, password=password, address=address)
    except BadCredentials as error:
        raise InvalidInput("This is not your current password.", fields={"password": ["This is not your current password."]}) from error


def change(*, user: User, old: str, new: str, address: str) -> None:
    """Replace the password by a program's request. Raises InvalidInput with the field, TooManyRequests after five wrong ones."""
    prove(user=user, password=old, address=address)
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], fields={"new_password": list(error.messages)}) from error
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password", "updated_at"])
        was_changed(user)


def was_changed(user: User) -> None:
    """What follows a new password: keys and trust end with it (sessions and tokens hang on its hash), and the person is told."""
    User.objects.filter(pk=user.pk).update(token_epoch=F("token_epoch") + 1)
    user.refresh_from_db(fields=["token_epoch"])
    devices.revoke_all(user)
    guard.unlock(user.email)
    audit.record("password.change", user=user, workspace_id="", kind="user", object_id=user.pk)
    notices.tell(user.email, "password_changed", name=user.name)
