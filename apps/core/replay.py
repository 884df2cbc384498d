"""Calls that are done once however often they are sent (Idempotency-Key), also when the process dies in the middle.

A call first takes its key in a transaction of its own, so that others see it. Its effects and its answer are then written in
one transaction under the taker's token: either both are there, and every repetition gets the same answer, or neither is, and a
repetition does the work. A taker that is gone for longer than the lease is replaced; should it come back, its token is no
longer the stored one and its transaction is undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from .errors import AppError, Conflict, InvalidInput
from .ids import new_id
from .models import Call

KEPT, LEASE = timedelta(hours=24), timedelta(minutes=2)
BODY_FILE = "pilotba.upload"  # where the ASGI scope keeps the file of a body that was received beforehand
_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control")
_PASSING = frozenset({401, 403, 408, 429})  # about the moment or the door, not about the call


class KeyReused(AppError):
    """The key was given to another call."""

    code, status = "idempotency_key_reused", 422


class InProgress(Conflict):
    """The same call is being worked on."""

    code = "request_in_progress"


class _Undo(Exception):
    """Leaves the transaction without its effects, with the answer that says why."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


def once(user_id: str, key: str, digest: str, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do the work and keep its answer, or give the answer that is kept for this person and key.

    Raises KeyReused (422) when the key belongs to another call, InProgress (409, with `retry_after`) while it is being worked on.
    """
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise InvalidInput("An Idempotency-Key is 1 to 255 printable ASCII characters, such as a UUID.", field="Idempotency-Key")
    call, mine = _take(user_id, key, digest)
    if call.digest != digest:
        raise KeyReused("This Idempotency-Key was used for another request. Use a new key for each thing that is to be done.")
    if mine:
        return _worked(call, work)
    if call.status is None:
        raise InProgress("The same request is being worked on. Ask again in a moment.", retry_after=1)
    return _stored(call)


def digest_of(request: HttpRequest, scope: str) -> str:
    """What tells one call from another: method, address, body, and `scope`, such as the workspace. Not the boundary of a form."""
    boundary = request.content_params.get("boundary", "") if request.content_params else ""
    seen = hashlib.sha256(f"{request.method} {request.get_full_path()} {scope} {request.content_type}\n".encode())
    seen.update(request.body.replace(boundary.encode(), b"") if boundary else request.body)
    received = getattr(request, "scope", {}).get(BODY_FILE)
    if received is not None and Path(received.path).is_file():
        with Path(received.path).open("rb") as file:
            seen.update(hashlib.file_digest(file, "sha256").digest())
    return seen.hexdigest()


def sweep() -> int:
    """Forget calls after 24 hours; returns how many."""
    return Call.objects.filter(taken_at__lt=timezone.now() - KEPT).delete()[0]


def _take(user_id: str, key: str, digest: str) -> tuple[Call, bool]:
    """The call, and whether it is now ours to do."""
    now, token = timezone.now(), new_id()
    Call.objects.filter(user_id=user_id, key=key, taken_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Call.objects.create(user_id=user_id, key=key, digest=digest, token=token, taken_at=now), True
    except IntegrityError:
        mine = Call.objects.filter(user_id=user_id, key=key, digest=digest, status=None, taken_at__lt=now - LEASE)
        taken = mine.update(token=token, taken_at=now)
        return Call.objects.get(user_id=user_id, key=key), bool(taken)


def _worked(call: Call, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        with transaction.atomic():
            response = work()
            if response.status_code >= 500 or response.status_code in _PASSING or not isinstance(response, HttpResponse):
                raise _Undo(response)
            _keep(call, response)
    except _Undo as undone:
        _mine(call).delete()
        return undone.response
    except BaseException:
        _mine(call).delete()
        raise
    return response


def _keep(call: Call, response: HttpResponse) -> None:
    headers = {name: response[name] for name in _HEADERS if name in response}
    if not _mine(call).update(status=response.status_code, headers=headers, body=response.content.decode()):
        raise InProgress("The same request was taken over by another process. Ask again in a moment.", retry_after=1)


def _mine(call: Call) -> QuerySet[Call]:
    return Call.objects.filter(pk=call.pk, token=call.token, status=None)


def _stored(call: Call) -> HttpResponse:
    headers: Mapping[str, str] = call.headers
    return HttpResponse(call.body, status=call.status, headers={**headers, "Idempotency-Replayed": "true"})
