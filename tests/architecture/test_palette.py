"""Colours keep their promises: contrast of text and marks on both grounds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()


def token(name: str, theme: int) -> str:
    value = re.findall(rf"^\s*--{name}:\s*(.+);$", TOKENS, flags=re.MULTILINE)[0]
    pair = re.match(r"light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", value)
    return pair.group(theme + 1) if pair else value


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #rrggbb."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface", "surface-2"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent"])
def test_text_has_contrast(theme: int, ground: str, ink: str) -> None:
    assert contrast(token(ink, theme), token(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("state", ["ok", "warn", "bad", "info"])
def test_states_have_contrast_on_their_soft_ground(theme: int, state: str) -> None:
    assert contrast(token(state, theme), token(f"{state}-soft", theme)) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(1, 9))
def test_marks_stand_out(theme: int, number: int) -> None:
    assert contrast(token(f"chart-{number}", theme), token("surface", theme)) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_buttons_can_be_read(theme: int) -> None:
    assert contrast(token("on-accent", theme), token("accent", theme)) >= 4.5
    assert contrast(token("border-strong", theme), token("surface", theme)) >= 3
