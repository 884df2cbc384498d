"""Template tags: icons, numbers and times as people read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.core.templatetags import ui


def test_it_works() -> None:
    assert 'href="/static/dist/icons.svg#house"' in ui.icon("house")


def test_an_icon_with_a_label_is_a_picture_and_one_without_is_decoration() -> None:
    assert 'role="img" aria-label="Shared &lt;b&gt;"' in ui.icon("users", "Shared <b>")
    assert 'aria-hidden="true"' in ui.icon("users")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (999, "999"),
        (1234567, "1.23M"),
        (-2500, "-2.5K"),
        (3e9, "3B"),
        (0.12345, "0.1235"),
        ("x", "x"),
        (True, "True"),
    ],
)
def test_numbers_are_short(value: Any, text: str) -> None:
    assert ui.compact(value) == text


@pytest.mark.parametrize(("value", "text"), [(1234567, "1,234,567"), (None, "—"), (1.5, "1.5")])
def test_thousands_are_parted(value: Any, text: str) -> None:
    assert ui.thousands(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "—"), (0, "0 B"), (1536, "1.5 KB"), (5 * 2**30, "5.0 GB"), (300 * 2**20, "300 MB")])
def test_sizes_have_units(value: float | None, text: str) -> None:
    assert ui.bytesize(value) == text


@pytest.mark.parametrize(("value", "text"), [("Ada Lovelace", "AL"), ("ada@example.com", "AE"), ("", "?")])
def test_people_have_initials(value: str, text: str) -> None:
    assert ui.initials(value) == text


@pytest.mark.parametrize(("seconds", "text"), [(5, "just now"), (130, "2\xa0minutes ago"), (4000, "1\xa0hour ago")])
def test_times_are_told_from_now(seconds: int, text: str) -> None:
    assert ui.ago(timezone.now() - timedelta(seconds=seconds)) == text
    assert ui.ago(None) == "—"
