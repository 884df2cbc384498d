"""Formats: the page and the server write a value alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.core.errors import InvalidInput
from apps.core.formats import Format, axis_of, read_format, short, written

VECTORS = json.loads((Path(__file__).parent / "formats.json").read_text())


@pytest.mark.parametrize(("value", "form", "text"), VECTORS["written"])
def test_it_works(value: float, form: dict[str, Any], text: str) -> None:
    assert written(value, read_format(form)) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(("value", "form", "text"), VECTORS["short"])
def test_large_numbers_are_short(value: float, form: dict[str, Any], text: str) -> None:
    assert short(value, read_format(form)) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "grain", "text"),
    [
        ("2025-11-01", "month", "Nov 2025"),
        ("2025-11-01", "quarter", "Q4 2025"),
        ("2025-01-01", "year", "2025"),
        ("2025-01-06", "week", "Jan 6, 2025"),
        ("2025-01-06T15:00:00", "hour", "Jan 6, 2025, 3:00\u202fPM"),
    ],
)
def test_times_follow_their_grain(value: str, grain: str, text: str) -> None:
    assert written(value, None, grain) == text


def test_other_values_are_words() -> None:
    assert [written(v) for v in (None, True, "EU")] == ["—", "Yes", "EU"]


def test_axes_say_the_same() -> None:
    assert axis_of(Format("currency", "EUR")) == {"tickprefix": "€"}
    assert axis_of(Format("percent")) == {"tickformat": ",.1~%"}
    assert axis_of(Format(unit="km")) == {"ticksuffix": "\u00a0km"}
    assert axis_of(Format()) == {}


@pytest.mark.parametrize(
    "given",
    [
        {"style": "loud"},
        {"style": "currency"},
        {"style": "currency", "currency": "euro"},
        {"decimals": 9},
        {"unit": "x" * 13},
        {"size": 1},
        "€",
    ],
)
def test_a_bad_format_says_what_would_fit(given: Any) -> None:
    with pytest.raises(InvalidInput):
        read_format(given)
