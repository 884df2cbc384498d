"""Signing up: nothing is stored as a person before the code that went to the address comes back.

So nobody can sit on somebody else's address, and a known and an unknown one are answered alike: the owner of a known one gets a
mail that says so.
"""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from apps.core import audit, limits
from apps.core.errors import Conflict, InvalidInput, NotFound

from ..models import OneTimeCode, Purpose, User
from . import addresses, codes, notices, workspaces

PER_ADDRESS = 20  # a minute


def begin(*, name: str, email: str, password: str, address: str, then: str = "") -> OneTimeCode:
    """Send a code to the address; `confirm` makes the person. `then` is where a browser wanted to go.

    Raises InvalidInput with the field for what cannot be, TooManyRequests for too many from one network address or to one mailbox.
    """
    name, email = name.strip(), email.strip().lower()
    check(name=name, email=email, password=password)
    limits.hit("sign-up", address, PER_ADDRESS, 60)
    details = {"name": name, "password": make_password(password), "then": then}
    known = User.objects.filter(email=email).exists()
    template = "account_exists" if known else "signup_code"
    return codes.start(purpose=Purpose.SIGN_UP, email=email, template=template, usable=not known, details=details)


def check(*, name: str, email: str, password: str) -> None:
    """Raise InvalidInput with the reasons by field."""
    fields: dict[str, list[str]] = {}
    if not name or len(name) > 120:
        fields["name"] = ["Enter a name of at most 120 characters."]
    try:
        validate_email(email)
    except ValidationError:
        fields["email"] = ["Enter a valid email address."]
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        fields["password"] = list(error.messages)
    if fields:
        raise InvalidInput(next(iter(fields.values()))[0], fields=fields)


def waiting(code_id: str) -> OneTimeCode:
    """The sign-up that waits for its code. Raises NotFound when there is none."""
    row = codes.waiting(code_id, Purpose.SIGN_UP)
    if row is None:
        raise NotFound("This sign-up is finished or too old. Start again.")
    return row


def confirm(*, code_id: str, text: str) -> User:
    """Make the person and a workspace of their own, and send a welcome. Raises WrongCode, TooManyRequests or NotFound."""
    row = codes.spend(waiting(code_id), text)
    try:
        return _make(row)
    except IntegrityError as error:  # the address came twice, and the other sign-up was finished first
        raise Conflict("This address has an account by now. Sign in, or reset the password.") from error


@transaction.atomic
def _make(row: OneTimeCode) -> User:
    user = User.objects.create(email=row.email, name=row.details["name"], password=row.details["password"])
    addresses.mark_verified(user)
    OneTimeCode.objects.filter(pk=row.pk).update(details={}, user=user)
    audit.record("signup", user=user, workspace_id="", kind="user", object_id=user.pk)
    workspaces.create_workspace(user=user, name=f"{user.name.split()[0]}'s workspace")
    notices.tell(user.email, "welcome", name=user.name)
    return user
