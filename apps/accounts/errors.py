"""What can go wrong with people, workspaces and tokens, in words for people."""

from __future__ import annotations

from apps.core.errors import AppError, Forbidden, InvalidInput, TooManyRequests, Unauthenticated


class NoWorkspace(AppError):  # named after what is the case, as its siblings in core are
    """The person belongs to no workspace, so there is nothing they could look at."""

    code, status = "no_workspace", 403
    silent_variable_failure = True  # a template that shows the workspace's name shows nothing instead


class BadToken(Unauthenticated):
    """A token is missing, malformed, expired, forged or withdrawn; the answer never says which person it was for."""

    code = "invalid_token"


class BadCredentials(Unauthenticated):
    """Address and password do not belong together; the same words whether or not the address is known."""

    code = "bad_credentials"


class KeyTooNarrow(Forbidden):
    """An API key is right but made for less than the request asks."""

    code = "key_too_narrow"


class PlanUsedUp(TooManyRequests):
    """The query requests of the person's hour are used up."""

    code = "plan_used_up"


class WrongCode(InvalidInput):
    """A code is not the one that was sent, was used already, or is too old."""

    code = "wrong_code"


class SecondStepRequired(Unauthenticated):
    """The password is right, and the policy asks for more; `details.ways` says what."""

    code = "second_step_required"
