"""Signing up by program: a code goes to the address, and comes back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import address_of
from ..models import OneTimeCode, User
from ..services import codes, signup, tokens
from .serializers import TokenPair
from .tokens import EXAMPLE, answer_pair


class SignUpIn(serializers.Serializer[User]):
    """Who signs up."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class CodeSent(serializers.Serializer[OneTimeCode]):
    """A code is on its way; the answer is the same for an address that has an account, whose owner is told by mail."""

    id = serializers.CharField(help_text="Send it back with the code.")
    email = serializers.CharField(help_text="The address, masked.")
    expires_at = serializers.DateTimeField()


class SignUpCodeIn(serializers.Serializer[OneTimeCode]):
    """The code of the mail."""

    id = serializers.CharField(max_length=20)
    code = serializers.CharField(max_length=40)


_WAITS = {"id": "k7m2w9q4r8t3ab", "email": "a•••@e•••.com", "expires_at": "2026-05-01T09:10:00Z"}
_PERSON = {"name": "Ada Example", "email": "ada@example.com", "password": "correct horse 7"}


@extend_schema(
    tags=["auth"],
    summary="Sign up",
    operation_id="signup",
    description="Sends a code of six digits that works for 10 minutes. Four codes in 15 minutes at most (429).",
    auth=[],
    request=SignUpIn,
    responses={202: CodeSent},
    examples=[
        OpenApiExample("A person", value=_PERSON, request_only=True),
        OpenApiExample("A code", value=_WAITS, response_only=True, status_codes=["202"]),
    ],
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def begin(request: Request) -> Response:
    """Send the code."""
    said = checked(SignUpIn(data=request.data))
    return Response(sent(signup.begin(**said, address=address_of(request))), status=202)


@extend_schema(
    tags=["auth"],
    summary="Finish signing up",
    operation_id="signup_confirm",
    description="Makes the account and answers with tokens. Three wrong codes lock the way for 15 minutes (429).",
    auth=[],
    request=SignUpCodeIn,
    responses={201: TokenPair},
    examples=[OpenApiExample("The code", value={"id": _WAITS["id"], "code": "123456"}, request_only=True), EXAMPLE],
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def confirm(request: Request) -> Response:
    """Make the person."""
    said = checked(SignUpCodeIn(data=request.data))
    user = signup.confirm(code_id=said["id"], text=said["code"])
    return answer_pair(tokens.issue(user=user, address=address_of(request), agent=request.headers.get("User-Agent", "")), status=201)


def sent(row: OneTimeCode) -> dict[str, Any]:
    """What may be told about a code that was sent."""
    return {"id": row.pk, "email": codes.masked(row.email), "expires_at": row.expires_at}


def checked(given: serializers.Serializer[Any]) -> dict[str, Any]:
    """The valid data; DRF answers 400 for any other."""
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
