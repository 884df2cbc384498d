"""Pages that change how somebody signs in ask for the password again, unless it was shown minutes ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponseBase

from ..middleware import SignedRequest

SECONDS = 10 * 60


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead to the page that asks for the password, and come back; people without one have nothing to show."""

    @wraps(view)
    def guarded(request: SignedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_usable_password() and not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def is_fresh(request: SignedRequest) -> bool:
    """Whether the person of this session has shown who they are within the last ten minutes."""
    shown = [float(record["at"]) for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - max(shown) < SECONDS
