"""The guide's table of kinds says what the kinds declare."""

from __future__ import annotations

from apps.charts.kinds import kinds
from scripts.kinds import PAGE, page, table


def test_it_works() -> None:
    assert all(f"**{kind.label}** (`{kind.name}`)" in table() for kind in kinds().values())
    assert "Lines (1 to 4)" in table()


def test_the_guide_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run: python -m scripts.kinds"
