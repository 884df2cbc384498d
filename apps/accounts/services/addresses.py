"""Whether an address was proved to be somebody's.

Rows of django-allauth's EmailAddress are the truth: an unverified one is a claim. People without a row were made by somebody who
runs the installation, who vouches for the address.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress

from ..models import User


def is_verified(user: User) -> bool:
    """Whether the person has shown that their address is theirs."""
    return not EmailAddress.objects.filter(user_id=user.pk, email__iexact=user.email, verified=False).exists()


def mark_verified(user: User) -> None:
    """Remember that the address is the person's, and forget every earlier one: only the current one signs in."""
    EmailAddress.objects.filter(user_id=user.pk).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user_id=user.pk, email=user.email, defaults={"verified": True, "primary": True})
