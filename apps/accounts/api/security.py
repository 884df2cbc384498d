"""A person's own security by program: browsers, second factors, trusted browsers.

What changes how somebody signs in takes their password again, and no API key will do.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import address_of, person
from ..models import User
from ..services import devices, factors, passwords, sessions
from .keys import by_no_key
from .signup import checked


class PlaceOut(serializers.Serializer[object]):
    """A browser that is signed in."""

    id = serializers.IntegerField()
    browser = serializers.CharField()
    address = serializers.CharField()
    since = serializers.DateTimeField()
    current = serializers.BooleanField(help_text="Whether this very request came from it.")


class FactorOut(serializers.Serializer[object]):
    """An app or a passkey."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=["totp", "webauthn"], source="type")
    name = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)

    def get_name(self, factor: Any) -> str:
        """In words."""
        return factors.describe(factor)


class DeviceOut(serializers.Serializer[object]):
    """A browser that is not asked for a second step."""

    id = serializers.CharField(source="pk")
    browser = serializers.SerializerMethodField()
    address = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)

    def get_browser(self, device: Any) -> str:
        """In words."""
        return sessions.browser_of(device.agent)


class PasswordIn(serializers.Serializer[User]):
    """The person's password, once more."""

    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class AppIn(PasswordIn):
    """An app that was given the secret."""

    secret = serializers.RegexField(r"^[A-Z2-7]{32}$")
    code = serializers.CharField(max_length=12)


class AppSecret(serializers.Serializer[User]):
    """What an app needs."""

    secret = serializers.CharField()


class RecoveryCodes(serializers.Serializer[User]):
    """Codes that replace the second step once each; never shown again. Empty where there were some before."""

    codes = serializers.ListField(child=serializers.CharField())


_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  -- an example
_PLACE = {"id": 7, "browser": "Firefox on Linux", "address": "192.0.2.7", "since": "2026-05-01T09:00:00Z", "current": True}
_FACTOR = {"id": 3, "kind": "totp", "name": "The app that shows codes", "created_at": "2026-05-01T09:00:00Z", "last_used_at": None}
_DEVICE = {
    "id": "k7m2w9q4r8t3ab",
    "browser": "Firefox on Linux",
    "address": "192.0.2.7",
    "created_at": "2026-05-01T09:00:00Z",
    "expires_at": "2026-05-31T09:00:00Z",
    "last_used_at": "2026-05-01T09:00:00Z",
}
_CODES = OpenApiExample("Codes", value={"codes": ["14785236", "96325874"]}, response_only=True, status_codes=["201"])
_PASSWORD = OpenApiExample("The password", value={"password": "correct horse 7"}, request_only=True)


def _example(name: str, value: dict[str, Any], **more: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, **more)


@extend_schema(
    methods=["GET"],
    tags=["me"],
    summary="Browsers that are signed in",
    operation_id="sessions_list",
    responses=PlaceOut(many=True),
    examples=[_example("A browser", _PLACE, response_only=True)],
)
@extend_schema(
    methods=["DELETE"],
    tags=["me"],
    summary="Sign out everywhere",
    operation_id="sessions_end",
    description="Ends every session, API token and key, and the trust in browsers; this request is the last.",
    responses={204: None},
)
@api_view(["GET", "DELETE"])
def places(request: Request) -> Response:
    """List the sessions, or end them all."""
    if request.method == "GET":
        key = getattr(request._request, "session", None)  # noqa: SLF001  -- programs have none
        return Response(PlaceOut(sessions.places_of(person(request), getattr(key, "session_key", "") or ""), many=True).data)
    by_no_key(request)
    sessions.end_everywhere(user=person(request))
    return Response(status=204)


@extend_schema(tags=["me"], summary="Sign one browser out", operation_id="session_end", responses={204: None})
@api_view(["DELETE"])
def place(request: Request, place_id: int) -> Response:
    """End one session."""
    by_no_key(request)
    sessions.end_place(user=person(request), place_id=place_id)
    return Response(status=204)


@extend_schema(
    methods=["GET"],
    tags=["me"],
    summary="My second factors",
    operation_id="factors_list",
    responses=FactorOut(many=True),
    examples=[_example("An app", _FACTOR, response_only=True)],
)
@extend_schema(
    methods=["POST"],
    tags=["me"],
    summary="Set up an app that shows codes",
    operation_id="factor_app_add",
    description="Take a secret from `/me/factors/secret`, give it to the app, and send both back with the code it shows.",
    request=AppIn,
    responses={201: RecoveryCodes},
    examples=[_example("An app", {"password": "correct horse 7", "secret": _SECRET, "code": "123456"}, request_only=True), _CODES],
)
@api_view(["GET", "POST"])
def factor_list(request: Request) -> Response:
    """List app and passkeys, or add an app. Passkeys are made by browsers, on the settings page."""
    user = person(request)
    if request.method == "GET":
        return Response(FactorOut(factors.factors_of(user), many=True).data)
    said = proved(request, AppIn)
    return _once({"codes": factors.add_app(user=user, secret=said["secret"], text=said["code"])}, 201)


@extend_schema(
    tags=["me"],
    summary="A new secret for an app",
    operation_id="factor_secret",
    request=None,
    responses=AppSecret,
    examples=[_example("A secret", {"secret": _SECRET}, response_only=True)],
)
@api_view(["POST"])
def factor_secret(request: Request) -> Response:
    """Make a secret; nothing is stored."""
    by_no_key(request)
    return _once({"secret": factors.new_secret()}, 200)


@extend_schema(
    tags=["me"],
    summary="Remove a second factor",
    operation_id="factor_remove",
    description="Recovery codes go with the last one.",
    request=PasswordIn,
    responses={204: None},
    examples=[_PASSWORD],
)
@api_view(["POST"])
def factor_remove(request: Request, factor_id: int) -> Response:
    """Take a factor away; a POST, for it carries the password."""
    proved(request, PasswordIn)
    factors.remove(user=person(request), factor_id=factor_id)
    return Response(status=204)


@extend_schema(
    tags=["me"],
    summary="New recovery codes",
    operation_id="recovery_codes",
    request=PasswordIn,
    responses={201: RecoveryCodes},
    examples=[_PASSWORD, _CODES],
)
@api_view(["POST"])
def recovery_codes(request: Request) -> Response:
    """Replace the recovery codes."""
    proved(request, PasswordIn)
    return _once({"codes": factors.new_recovery_codes(person(request))}, 201)


@extend_schema(
    tags=["me"],
    summary="Browsers that I trust",
    operation_id="devices_list",
    responses=DeviceOut(many=True),
    examples=[_example("A browser", _DEVICE, response_only=True)],
)
@api_view(["GET"])
def device_list(request: Request) -> Response:
    """List the trusted browsers."""
    return Response(DeviceOut(devices.devices_of(person(request)), many=True).data)


@extend_schema(tags=["me"], summary="Trust a browser no longer", operation_id="device_revoke", responses={204: None})
@api_view(["DELETE"])
def device(request: Request, device_id: str) -> Response:
    """Revoke the trust in one browser."""
    by_no_key(request)
    devices.revoke(user=person(request), device_id=device_id)
    return Response(status=204)


def proved(request: Request, form: type[PasswordIn]) -> dict[str, Any]:
    """Return what was sent, once the password in it is right."""
    by_no_key(request)
    said = checked(form(data=request.data))
    passwords.prove(user=person(request), password=said["password"], address=address_of(request))
    return said


def _once(body: dict[str, Any], status: int) -> Response:
    return Response(body, status=status, headers={"Cache-Control": "no-store"})
