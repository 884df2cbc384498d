"""Whether a sign-in takes a second step, which ways there are, and whether what came back is right.

The strictest workspace of a person decides. Without a word of its own a workspace asks as its plan says where mail leaves the
machine (free: on browsers that are not trusted; premium: always), and not at all where it does not. Whoever has set up an app or a
passkey is asked for it on every browser they do not trust.
"""

from __future__ import annotations

from typing import Any, Literal

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication, complete_authentication
from django.core.exceptions import ValidationError

from apps.core import audit, mail
from apps.core.errors import TooManyRequests

from ..errors import SecondStepRequired, WrongCode
from ..models import OneTimeCode, Purpose, SecondStep, User, Workspace
from ..selectors import workspaces_of
from . import addresses, codes, factors
from .guard import FAILURES, Brake

Way = Literal["app", "passkey", "recovery", "email"]
_ORDER = (SecondStep.OFF, SecondStep.UNTRUSTED, SecondStep.ALWAYS)
_WAYS: tuple[tuple[str, Way], ...] = (
    (factors.Kind.WEBAUTHN, "passkey"),
    (factors.Kind.TOTP, "app"),
    (factors.Kind.RECOVERY_CODES, "recovery"),
)
_brake = Brake("second-step", FAILURES, "Too many wrong codes. Wait 15 minutes, then sign in again.")
_WRONG = "This code is not right, or was used already. Wait for the next one, or use a recovery code."


def default_for(workspace: Workspace) -> SecondStep:
    """What a workspace asks that says nothing of its own."""
    if not mail.is_sent():
        return SecondStep.OFF
    return SecondStep.ALWAYS if workspace.plan == "premium" else SecondStep.UNTRUSTED


def level_of(user: User) -> SecondStep:
    """The strictest that the person's workspaces and own factors ask."""
    asked = [SecondStep(one.second_step or default_for(one)) for one in workspaces_of(user)]
    if factors.has_strong(user) or (not asked and mail.is_sent()):
        asked.append(SecondStep.UNTRUSTED)
    return max(asked, key=_ORDER.index, default=SecondStep.OFF)


def is_asked(user: User, *, trusted: bool) -> bool:
    """Whether this sign-in takes a second step; an address that was never verified has to be, whatever the policy."""
    if not addresses.is_verified(user):
        return True
    level = level_of(user)
    return level == SecondStep.ALWAYS or (level == SecondStep.UNTRUSTED and not trusted)


def ways_of(user: User) -> tuple[Way, ...]:
    """How the person can answer, the best first; a code by mail is for those who have neither an app nor a passkey."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds & set(factors.STRONG):
        return ("email",)
    return tuple(way for kind, way in _WAYS if kind in kinds)


def send_code(user: User) -> OneTimeCode:
    """Send a code to the person's address. Raises TooManyRequests."""
    return codes.start(purpose=Purpose.SIGN_IN, email=user.email, template="signin_code", user=user)


def check_text(user: User, text: str, code: OneTimeCode | None = None) -> Way:
    """Accept a code of an app, a recovery code, or `code` that went out by mail. Raises WrongCode, or TooManyRequests once locked."""
    try:
        way = _by_mail(user, text, code) if code is not None else _by_device(user, text)
    except (WrongCode, TooManyRequests) as error:
        _refused(user, locked=isinstance(error, TooManyRequests))
        raise
    return _passed(user, way)


def passkey_question(user: User) -> dict[str, Any]:
    """What the browser needs to ask for a passkey; django-allauth keeps the challenge in the session."""
    return dict(begin_authentication(user))


def check_passkey(user: User, credential: dict[str, Any]) -> Way:
    """Accept the answer of a passkey. Raises WrongCode or TooManyRequests."""
    _brake.begin(user.pk)
    try:
        complete_authentication(user, credential).record_usage()
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        _refused(user, locked=_brake.failed(user.pk))
        raise WrongCode("This passkey was not accepted. Try again, or use another way.") from error
    _brake.succeeded(user.pk)
    return _passed(user, "passkey")


def demand(user: User, *, text: str, code_id: str) -> None:
    """The second step of a sign-in by program, which trusts no browser.

    Raises SecondStepRequired, with the ways, when one is asked and `text` is empty; then what `check_text` raises.
    """
    if not is_asked(user, trusted=False):
        return
    ways = [way for way in ways_of(user) if way != "passkey"]
    if text:
        code = codes.waiting(code_id, Purpose.SIGN_IN) if "email" in ways else None
        if "email" in ways and (code is None or code.user_id != user.pk):
            raise WrongCode("Send the code_id that came with the question, too.")
        check_text(user, text, code)
        return
    sent = {"code_id": send_code(user).pk} if "email" in ways else {}
    raise SecondStepRequired("Send the same again with a code.", ways=ways, **sent)


def _by_mail(user: User, text: str, code: OneTimeCode) -> Way:
    codes.spend(code, text)
    addresses.mark_verified(user)
    return "email"


def _by_device(user: User, text: str) -> Way:
    _brake.begin(user.pk)
    way: Way | None = "app" if factors.app_accepts(user, text) else "recovery" if factors.recovery_accepts(user, text) else None
    if way is None:
        if _brake.failed(user.pk):
            raise TooManyRequests(_brake.words, retry_after=15 * 60)
        raise WrongCode(_WRONG)
    _brake.succeeded(user.pk)
    return way


def _passed(user: User, way: Way) -> Way:
    audit.record("signin.second_step", user=user, workspace_id="", kind="user", object_id=user.pk, after={"way": way})
    return way


def _refused(user: User, *, locked: bool) -> None:
    audit.record("signin.second_step_failed", user=user, workspace_id="", kind="user", object_id=user.pk, after={"locked": locked})
