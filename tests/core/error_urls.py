"""Addresses that fail in every way, for test_errors.py."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotAuthenticated, Throttled
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from apps.core.api import etag, require_if_match
from apps.core.errors import Conflict, TooManyRequests
from apps.core.paging import CursorPaging
from apps.engine.errors import QueryTimeout
from bi_platform import urls as real


class Form(serializers.Serializer):
    name = serializers.CharField()
    parts = serializers.ListField(child=serializers.IntegerField())


class Thing:
    pk, version = "abc", 3


def invalid(request):
    Form(data={"parts": ["x"]}).is_valid(raise_exception=True)


ERRORS = {
    "app": lambda request: Conflict("There is one already.", name="x"),
    "engine": lambda request: QueryTimeout("The query took longer than 30 s.", limit=30),
    "wait": lambda request: TooManyRequests("Slow down.", retry_after=7),
    "missing": lambda request: Http404(),
    "denied": lambda request: PermissionDenied(),
    "django": lambda request: ValidationError({"name": ["Too long."]}),
    "throttled": lambda request: Throttled(3.2),
    "signed-out": lambda request: NotAuthenticated(),
    "drf": invalid,
    "bug": lambda request: ZeroDivisionError("inner secret"),
}


def page(request, kind):
    error = ERRORS[kind](request)
    if error is None:
        return HttpResponse("ok")
    raise error


@api_view(["GET", "POST"])
@permission_classes([AllowAny])
def api(request, kind):
    error = ERRORS[kind](request)
    if error is not None:
        raise error
    return Response({"ok": True})


@api_view(["GET", "PUT"])
@permission_classes([AllowAny])
def versioned(request):
    if request.method == "PUT":
        require_if_match(request, Thing)
    return Response({"id": 1}, headers={"ETag": etag(Thing)})


@api_view(["GET"])
@permission_classes([AllowAny])
def people(request):
    from apps.accounts.models import User

    pages = CursorPaging()
    rows = pages.paginate_queryset(User.objects.all(), request)
    return pages.get_paginated_response([row.email for row in rows])


async def stream(request):
    async def parts():
        yield b"one"
        yield b"two"

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("pages/<kind>", page),
    path("api/v1/fails/<kind>", api),
    path("api/v1/versioned", versioned),
    path("api/v1/people", people),
    path("api/v1/stream", stream),
    *real.urlpatterns,
]
handler400, handler403, handler404, handler500 = real.handler400, real.handler403, real.handler404, real.handler500
