"""Colours keep their promises: contrast of text and marks on both grounds, and hues apart for eyes that lack one kind of cone."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
# Machado, Oliveira, Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0, linear RGB.
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST = 0.08  # in OKLab: what tokens.css promises
HUES = [f"chart-{number}" for number in range(1, 9)]
Triple = tuple[float, float, float]


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


def linear(colour: str) -> Triple:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return r, g, b


def seen(colour: str, eye: str) -> Triple:
    rgb = linear(colour)
    r, g, b = (min(1.0, max(0.0, sum(weight * value for weight, value in zip(row, rgb, strict=True)))) for row in EYES[eye])
    return r, g, b


def oklab(rgb: Triple) -> Triple:
    """Ottosson (2020), https://bottosson.github.io/posts/oklab/."""
    r, g, b = rgb
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)  # noqa: E741
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def distance(a: str, b: str, eye: str) -> float:
    one, two = oklab(seen(a, eye)), oklab(seen(b, eye))
    return sum((x - y) ** 2 for x, y in zip(one, two, strict=True)) ** 0.5


def test_eyes_are_simulated() -> None:
    assert distance("#000000", "#ffffff", "normal") == pytest.approx(1, abs=0.001)
    assert distance("#ff0000", "#00ff00", "deutan") < distance("#ff0000", "#00ff00", "normal") / 2


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_hues_stay_apart(theme: int, eye: str) -> None:
    close = {
        (a, b): round(found, 3)
        for a, b in itertools.combinations(HUES, 2)
        if (found := distance(token(a, theme), token(b, theme), eye)) < LEAST
    }
    assert not close


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_gain_and_loss_and_both_ends_of_a_scale_stay_apart(theme: int, eye: str) -> None:
    assert distance(token("gain", theme), token("loss", theme), eye) >= LEAST
    low, middle, high = (token(f"diverge-{part}", theme) for part in ("low", "mid", "high"))
    assert min(distance(low, high, eye), distance(low, middle, eye), distance(middle, high, eye)) >= LEAST


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["chart-other", "chart-total", "gain", "loss", "diverge-low", "diverge-high"])
def test_other_marks_stand_out_too(theme: int, name: str) -> None:
    assert contrast(token(name, theme), token("surface", theme)) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_a_sequence_gets_steadily_lighter_or_darker(theme: int, eye: str) -> None:
    light = [oklab(seen(token(f"ramp-{part}", theme), eye))[0] for part in ("low", "mid", "high")]
    assert light == sorted(light) or light == sorted(light, reverse=True)
    assert abs(light[0] - light[2]) > 0.4
