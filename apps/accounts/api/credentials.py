"""A person's address and password, changed by program."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import address_of, person
from ..services import address_change, passwords
from .keys import by_no_key
from .people import EXAMPLE, described
from .security import PasswordIn, proved
from .serializers import MeOut
from .signup import CodeSent, SignUpCodeIn, checked, sent


class AddressIn(PasswordIn):
    """The new address."""

    email = serializers.EmailField(max_length=254)


class NewPasswordIn(PasswordIn):
    """The old password and the new one."""

    new_password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


_WAITS = {"id": "k7m2w9q4r8t3ab", "email": "a•••@e•••.com", "expires_at": "2026-05-01T09:10:00Z"}


def _example(name: str, value: dict[str, Any], **more: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, **more)


@extend_schema(
    tags=["me"],
    summary="Change my address",
    operation_id="address_change",
    description="Sends a code to the new address and a notice to the old one.",
    request=AddressIn,
    responses={202: CodeSent},
    examples=[
        _example("An address", {"email": "ada@example.org", "password": "correct horse 7"}, request_only=True),
        _example("A code", _WAITS, response_only=True, status_codes=["202"]),
    ],
)
@api_view(["POST"])
def address(request: Request) -> Response:
    """Begin the change."""
    said = proved(request, AddressIn)
    return Response(sent(address_change.begin(user=person(request), email=said["email"])), status=202)


@extend_schema(
    tags=["me"],
    summary="Finish changing my address",
    operation_id="address_confirm",
    description="Other sessions, and all API tokens and keys, end.",
    request=SignUpCodeIn,
    responses=MeOut,
    examples=[_example("The code", {"id": _WAITS["id"], "code": "123456"}, request_only=True), EXAMPLE],
)
@api_view(["POST"])
def address_confirm(request: Request) -> Response:
    """Take the code."""
    by_no_key(request)
    said = checked(SignUpCodeIn(data=request.data))
    session = getattr(request._request, "session", None)  # noqa: SLF001  -- programs have none
    key = getattr(session, "session_key", "") or ""
    return Response(described(address_change.confirm(user=person(request), code_id=said["id"], text=said["code"], session_key=key)))


@extend_schema(
    tags=["me"],
    summary="Change my password",
    operation_id="password_change",
    description="Every session, API token and key ends, that of this request too: sign in again.",
    request=NewPasswordIn,
    responses={204: None},
    examples=[_example("A password", {"password": "correct horse 7", "new_password": "green bicycle 43"}, request_only=True)],
)
@api_view(["POST"])
def password(request: Request) -> Response:
    """Replace the password."""
    by_no_key(request)
    said = checked(NewPasswordIn(data=request.data))
    passwords.change(user=person(request), old=said["password"], new=said["new_password"], address=address_of(request))
    return Response(status=204)
