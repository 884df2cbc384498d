"""Second factors of a person: an app that shows codes, passkeys, and recovery codes that replace either when it is lost.

django-allauth keeps them; their secrets are sealed by the adapter in mfa.py. Adding or removing one ends the trust in browsers.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration, complete_registration
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.core import audit, crypto, limits
from apps.core.errors import Conflict, InvalidInput, NotFound, TooManyRequests

from ..errors import WrongCode
from ..mfa import CONTEXT
from ..models import User
from . import devices, notices

Kind = Authenticator.Type
STRONG = (Kind.TOTP, Kind.WEBAUTHN)
MOST_PASSKEYS = 10
_WRONG = "This is not the code that the app shows just now. Look again, and check the clock of your device."


def factors_of(user: User) -> list[Authenticator]:
    """The person's app and passkeys, oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=STRONG).order_by("created_at", "pk"))


def has_strong(user: User) -> bool:
    """Whether the person has an app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def new_secret() -> str:
    """A secret for an app, in the letters that apps take."""
    return str(generate_totp_secret())


def add_app(*, user: User, secret: str, text: str) -> list[str]:
    """Accept the app once it shows the right code; returns recovery codes when these are the person's first.

    Raises WrongCode, or Conflict when there is an app already.
    """
    if counter_of(secret, text) is None:
        raise WrongCode(_WRONG)
    try:
        with transaction.atomic():
            made = TOTP.activate(user, secret).instance
            return _added(user, made, "An app that shows codes was added.")
    except IntegrityError as error:
        raise Conflict("You have an app already. Remove it first.") from error


def begin_passkey(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey; django-allauth keeps the challenge in the session."""
    return dict(begin_registration(user, passwordless=False))


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any]) -> list[str]:
    """Store the passkey that the browser made; returns recovery codes when these are the person's first. Raises InvalidInput."""
    if Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise InvalidInput(f"You have {MOST_PASSKEYS} passkeys. Remove one that is no longer used.")
    try:
        complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise InvalidInput("The passkey could not be checked. Try again.") from error
    made = WebAuthn.add(user, name.replace("\x00", "").strip()[:60] or "Passkey", credential).instance
    return _added(user, made, f"The passkey {made.wrap().name} was added.")


@transaction.atomic
def remove(*, user: User, factor_id: int) -> None:
    """Take a factor away; recovery codes go with the last one. Raises NotFound for another person's."""
    found = Authenticator.objects.filter(user=user, pk=factor_id, type__in=STRONG).first()
    if found is None:
        raise NotFound("You have no such factor.")
    name = describe(found)
    found.delete()
    if not has_strong(user):
        Authenticator.objects.filter(user=user).delete()
    _changed(user, "factor.remove", found.type, f"{name} was removed.")


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes; earlier ones work no longer. Raises Conflict for people who have nothing that could be lost."""
    if not has_strong(user):
        raise Conflict("Recovery codes replace an app or a passkey. Set one up first.")
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    _changed(user, "factor.codes", Kind.RECOVERY_CODES, "New recovery codes were made; earlier ones no longer work.")
    return codes


@transaction.atomic
def reset(*, by: User | None, user: User) -> None:
    """Take every factor away, for somebody who lost them all; for those who run the installation."""
    Authenticator.objects.filter(user=user).delete()
    devices.revoke_all(user)
    audit.record("factor.reset", user=by, workspace_id="", kind="user", object_id=user.pk)
    notices.tell(user.email, "factor_changed", name=user.name, what="An administrator removed every second factor of your account.")


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    found = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return len(found.wrap().get_unused_codes()) if found else 0


def carry_over() -> int:
    """Seal every factor's secrets under the newest key; returns how many rows that were."""
    keys = list(Authenticator.objects.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is None:
                continue
            for name in {"secret", "seed"} & set(row.data):
                row.data[name] = crypto.reencrypt(row.data[name], CONTEXT)
            row.save(update_fields=["data"])
    return len(keys)


def describe(factor: Authenticator) -> str:
    """The factor in words."""
    return "The app that shows codes" if factor.type == Kind.TOTP else f"The passkey {factor.wrap().name}"


def app_accepts(user: User, text: str) -> bool:
    """Whether this is the code of the person's app now; each is accepted once, over all processes."""
    found = Authenticator.objects.filter(user=user, type=Kind.TOTP).first()
    counter = counter_of(decrypt(found.data["secret"]), text) if found else None
    if found is None or counter is None:
        return False
    try:
        limits.hit("totp-used", f"{found.pk}:{counter}", 1, 300)
    except TooManyRequests:
        return False
    found.record_usage()
    return True


def recovery_accepts(user: User, text: str) -> bool:
    """Whether this is an unused recovery code; it is used up now."""
    found = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    accepted = bool(found and found.wrap().validate_code(text))
    if accepted:
        audit.record("factor.recovery", user=user, workspace_id="", kind="factor", after={"left": codes_left(user)})
    return accepted


def counter_of(secret: str, text: str) -> int | None:
    """The time step whose code this is: the present one, or one beside it for clocks that differ."""
    digits = "".join(text.split())
    return next((step for step in yield_hotp_counters_from_time() if f"{hotp_value(secret, step):06}" == digits), None)


def _added(user: User, made: Authenticator, words: str) -> list[str]:
    first = not Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).exists()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes() if first else []
    _changed(user, "factor.add", made.type, words)
    return codes


def _changed(user: User, action: str, kind: str, words: str) -> None:
    devices.revoke_all(user)
    audit.record(action, user=user, workspace_id="", kind="factor", object_id=user.pk, after={"kind": str(kind)})
    notices.tell(user.email, "factor_changed", name=user.name, what=words)
