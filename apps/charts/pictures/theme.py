"""The colours of pictures: the page's own tokens, read from the same file that the page reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

ThemeName = Literal["light", "dark"]
TOKENS = Path(__file__).resolve().parents[3] / "static/css/tokens.css"
_TOKEN = re.compile(r"^\s*--([a-z0-9-]+):\s*(?:light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)|(#[0-9a-f]{6}));$", re.MULTILINE)
HUES = 8
_TOWARDS_INK = (0.0, 0.4, 0.2, 0.55)  # shares, as the page has them (static/js/render/plotly-paint.js)


@dataclass(frozen=True)
class Theme:
    """One of the two grounds with its inks; every colour is #rrggbb."""

    name: ThemeName
    hues: tuple[str, ...]
    surface: str
    surface_2: str
    border: str
    text: str
    muted: str
    accent: str
    other: str
    good: str
    bad: str
    total: str
    ramp: tuple[str, str, str]
    diverging: tuple[str, str, str]

    def hue(self, slot: int, variant: int = 0) -> str:
        """The colour of a slot: 0 to 7 are hues, 8 and more the neutral one for "Others"; a repetition is moved towards the ink."""
        if not 0 <= slot < HUES:
            return self.other
        return _mixed(self.hues[slot], self.text, _TOWARDS_INK[variant % 4]) if variant else self.hues[slot]

    def status(self, name: str) -> str:
        """The colour of a state: good, bad or total; neutral for any other."""
        return {"good": self.good, "bad": self.bad, "total": self.total}.get(name, self.other)

    def ink_on(self, ground: str) -> str:
        """Black or white, whichever reads better on `ground` (WCAG relative luminance)."""
        return "#ffffff" if _luminance(ground) < 0.22 else "#111111"


@cache
def theme(name: ThemeName) -> Theme:
    """The theme called light or dark."""
    found = _tokens()
    place = 1 if name == "dark" else 0

    def of(token: str) -> str:
        return found[token][place]

    return Theme(
        name=name,
        hues=tuple(of(f"chart-{n + 1}") for n in range(HUES)),
        surface=of("surface"),
        surface_2=of("surface-2"),
        border=of("border"),
        text=of("text"),
        muted=of("muted"),
        accent=of("accent"),
        other=of("chart-other"),
        good=of("gain"),
        bad=of("loss"),
        total=of("chart-total"),
        ramp=(of("ramp-low"), of("ramp-mid"), of("ramp-high")),
        diverging=(of("diverge-low"), of("diverge-mid"), of("diverge-high")),
    )


@cache
def _tokens() -> dict[str, tuple[str, str]]:
    """Every colour token as (light, dark)."""
    return {name: (light or both, dark or both) for name, light, dark, both in _TOKEN.findall(TOKENS.read_text(encoding="utf-8"))}


def _luminance(colour: str) -> float:
    channels: Sequence[float] = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(one: str, other: str, share: float) -> str:
    parts = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in parts)
