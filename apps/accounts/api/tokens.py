"""Signing in to the API."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import address_of
from ..services import second_step, signin, tokens
from .serializers import CredentialsIn, RefreshIn, TokenPair

_PAIR = {
    "access": "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9…",
    "refresh": "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9…",
    "token_type": "Bearer",
    "expires_in": 3600,
    "refresh_expires_at": "2026-05-02T09:00:00Z",
}
EXAMPLE = OpenApiExample("A pair of tokens", value=_PAIR, response_only=True)


@extend_schema(
    tags=["auth"],
    summary="Sign in",
    description="Exchange an e-mail address and a password for tokens. Five failures lock the account for 15 minutes (429). "
    "Where the policy asks for a second step the answer is 401 `second_step_required` with the ways: send the same again with the code "
    "of the app, a recovery code, or the code of the mail that went out together with its `code_id`.",
    auth=[],
    request=CredentialsIn,
    responses=TokenPair,
    examples=[OpenApiExample("Sign in", value={"email": "ada@example.com", "password": "correct horse 7"}, request_only=True), EXAMPLE],
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def token(request: Request) -> Response:
    """Issue a pair of tokens."""
    said = _checked(CredentialsIn(data=request.data))
    address = address_of(request)
    user = signin.check_password(email=said["email"], password=said["password"], address=address)
    second_step.demand(user, text=said["code"], code_id=said["code_id"])
    return answer_pair(tokens.issue(user=user, address=address, agent=request.headers.get("User-Agent", "")))


@extend_schema(
    tags=["auth"],
    summary="Renew the tokens",
    description="Each refresh token works once. Using one a second time revokes every token of that sign-in.",
    auth=[],
    request=RefreshIn,
    responses=TokenPair,
    examples=[OpenApiExample("Renew", value={"refresh": _PAIR["refresh"]}, request_only=True), EXAMPLE],
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def refresh(request: Request) -> Response:
    """Exchange a refresh token."""
    return answer_pair(tokens.refresh(_checked(RefreshIn(data=request.data))["refresh"]))


@extend_schema(
    tags=["auth"],
    summary="Sign out",
    description="Revoke a refresh token and every access token that came with it.",
    auth=[],
    request=RefreshIn,
    responses={204: None},
    examples=[OpenApiExample("Sign out", value={"refresh": _PAIR["refresh"]}, request_only=True)],
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def revoke(request: Request) -> Response:
    """Close the family of a refresh token."""
    tokens.revoke(_checked(RefreshIn(data=request.data))["refresh"])
    return Response(status=204)


def _checked(given: CredentialsIn | RefreshIn) -> dict[str, str]:
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def answer_pair(pair: tokens.Pair, status: int = 200) -> Response:
    """The pair as an answer that nobody stores."""
    body = {"access": pair.access, "refresh": pair.refresh, "token_type": "Bearer", "expires_in": int(tokens.ACCESS.total_seconds())}
    return Response(body | {"refresh_expires_at": pair.refresh_expires_at}, status=status, headers={"Cache-Control": "no-store"})
