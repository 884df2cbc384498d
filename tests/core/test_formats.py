"""Formats: the page and the server write a value alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.services.people import LOCALES
from apps.core.errors import InvalidInput
from apps.core.formats import Format, axis_of, dated, read_format, short, written
from apps.core.locales import language, written_for

VECTORS = json.loads((Path(__file__).parent / "formats.json").read_text())


def spaced(text: str) -> str:
    """Which kind of space it is may differ; the digits and words it parts may not."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("locale", "value", "form", "text"), VECTORS["written"])
def test_it_works(locale: str, value: float, form: dict[str, Any], text: str) -> None:
    with written_for(locale):
        assert spaced(written(value, read_format(form))) == spaced(text)


@pytest.mark.parametrize(("locale", "value", "form", "text"), VECTORS["short"])
def test_large_numbers_are_short(locale: str, value: float, form: dict[str, Any], text: str) -> None:
    with written_for(locale):
        assert spaced(short(value, read_format(form))) == spaced(text)


@pytest.mark.parametrize(("locale", "value", "grain", "text"), VECTORS["dated"])
def test_times_follow_their_grain(locale: str, value: str, grain: str | None, text: str) -> None:
    with written_for(locale):
        assert spaced(dated(value, grain)) == spaced(text)


def test_every_locale_that_people_may_choose_has_its_vectors() -> None:
    assert {vector[0] for vector in VECTORS["dated"]} == set(LOCALES)


def test_a_locale_holds_for_its_block_only_and_an_unknown_one_is_english() -> None:
    with written_for("de"), written_for("xx-nowhere"):
        assert written(1234.5) == "1,234.5"
    assert language() == "en"


@pytest.mark.parametrize(
    ("order", "day", "moment"),
    [
        ("iso", "2025-03-05", "2025-03-05 15:04"),
        ("day", "05/03/2025", "05/03/2025, 15:04"),
        ("month", "03/05/2025", "03/05/2025, 03:04 PM"),
        ("auto", "05.03.2025", "05.03.2025, 15:04"),
    ],
)
def test_days_are_in_the_order_that_a_person_chose(order: str, day: str, moment: str) -> None:
    with written_for("de", order):
        assert (dated("2025-03-05"), dated("2025-03-05T15:04:00"), dated("2025-03-01", "month")) == (day, moment, "März 2025")


def test_amounts_have_their_sign_where_the_locale_has_it() -> None:
    with written_for("de"):
        assert axis_of(Format("currency", "EUR")) == {"ticksuffix": "\u00a0€"}


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
