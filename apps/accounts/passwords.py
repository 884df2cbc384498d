"""What a password has to be, beyond length and not being a well-known one."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError


class MixedPasswordValidator:
    """Wants a letter and something that is not a letter."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when `password` is all letters or has none."""
        letters = sum(char.isalpha() for char in password)
        if letters in (0, len(password)):
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        """Tell people the rule."""
        return "Use letters and at least one digit, space or sign."
