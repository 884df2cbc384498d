"""Changing the address one signs in with: the new one is verified by a code, the old one is told, everything else is signed out."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from apps.core import audit, limits
from apps.core.errors import Conflict, InvalidInput, NotFound

from ..models import OneTimeCode, Purpose, User
from . import addresses, codes, devices, notices, sessions, tokens

_A_DAY = 10


def begin(*, user: User, email: str) -> OneTimeCode:
    """Send a code to the new address and a notice to the old one; a taken address is answered alike, and its owner is told.

    Raises InvalidInput for what is no address or the same one, TooManyRequests for too many.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise _wrong("Enter a valid email address.") from error
    if email == user.email:
        raise _wrong("This is your address already.")
    limits.hit("address-change", user.pk, _A_DAY, 24 * 3600)
    taken = User.objects.filter(email=email).exists()
    row = codes.start(
        purpose=Purpose.ADDRESS, email=email, template="address_taken" if taken else "address_code", user=user, usable=not taken
    )
    notices.tell(user.email, "address_asked", name=user.name, new=codes.masked(email))
    return row


def waiting(*, user: User, code_id: str) -> OneTimeCode:
    """The change that waits for its code. Raises NotFound for another person's, and when there is none."""
    row = codes.waiting(code_id, Purpose.ADDRESS)
    if row is None or row.user_id != user.pk:
        raise NotFound("This change is finished or too old. Start again.")
    return row


def confirm(*, user: User, code_id: str, text: str, session_key: str = "") -> User:
    """Change the address; every other session and all tokens and keys end. Raises WrongCode, TooManyRequests, NotFound or Conflict."""
    row = codes.spend(waiting(user=user, code_id=code_id), text)
    try:
        return _change(user, row.email, session_key)
    except IntegrityError as error:
        raise Conflict("Another account took this address meanwhile.") from error


@transaction.atomic
def _change(user: User, email: str, session_key: str) -> User:
    old = user.email
    User.objects.filter(pk=user.pk).update(email=email, token_epoch=F("token_epoch") + 1)
    user.refresh_from_db()
    addresses.mark_verified(user)
    devices.revoke_all(user)
    tokens.revoke_all(user)
    sessions.end_others(user=user, current=session_key)
    audit.record(
        "address.change", user=user, workspace_id="", kind="user", object_id=user.pk, before={"email": old}, after={"email": email}
    )
    notices.tell(old, "address_changed", name=user.name, new=codes.masked(email))
    return user


def _wrong(words: str) -> InvalidInput:
    return InvalidInput(words, fields={"email": [words]})
