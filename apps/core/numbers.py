"""Whole numbers in addresses, forms and headers."""

from __future__ import annotations

from .errors import InvalidInput

_DIGITS = 18  # fits the database's integers; int() itself fails on thousands of digits


def is_whole(text: str) -> bool:
    """Whether the text is a whole number, 0 or more, that fits 64 bits."""
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


def whole(text: str, name: str) -> int:
    """The number that the parameter `name` holds. Raises InvalidInput for anything but 1 to 18 digits."""
    if not is_whole(text):
        raise InvalidInput(f"`{name}` has to be a whole number.", field=name, fields={name: "Send a whole number."})
    return int(text)
