"""How a picture is asked for: format, size, theme; checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from apps.core.errors import InvalidInput
from apps.core.numbers import whole

from .theme import ThemeName

PictureFormat = Literal["png", "svg", "pdf"]
MEDIA_TYPES: dict[PictureFormat, str] = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_SIDES, _SCALES = (120, 4000), (1, 4)
_PIXELS = 24_000_000  # of a PNG: about 100 MB while it is drawn
_SHEET = 8_300_000  # of a drawing, in CSS pixels: a screen of 3840 by 2160, or paper of one metre by 58 cm


@dataclass(frozen=True)
class Look:
    """`width` and `height` in CSS pixels; `scale` is how many pixels of a PNG go on one of them; `titled` draws the chart's name above."""

    format: PictureFormat = "png"
    width: int = 960
    height: int = 540
    scale: int = 1
    theme: ThemeName = "light"
    titled: bool = True

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Look:
        """From the words of an address. Raises InvalidInput naming the one that does not fit and what would."""
        look = cls(
            format=_one(given, "format", get_args(PictureFormat)),
            theme=_one(given, "theme", get_args(ThemeName)),
            titled=_one(given, "title", ("1", "0")) == "1",
            width=_number(given, "width", cls.width, _SIDES),
            height=_number(given, "height", cls.height, _SIDES),
            scale=_number(given, "scale", cls.scale, _SCALES),
        )
        if look.format == "png" and look.width * look.height * look.scale**2 > _PIXELS:
            raise InvalidInput(
                "The picture would have more than 24 million pixels. Ask for a smaller width, height or scale.", field="scale"
            )
        if look.format != "png" and look.width * look.height > _SHEET:
            raise InvalidInput(
                f"The drawing would be {look.width:,} by {look.height:,} pixels; at most 8.3 million fit, such as 3840 by 2160. "
                "It is made of lines and can be enlarged afterwards: ask for a smaller width or height.",
                field="width",
            )
        return look


def _one(given: Mapping[str, Any], name: str, choices: tuple[Any, ...]) -> Any:
    value = given.get(name, choices[0])
    if value not in choices:
        raise InvalidInput(f"{name} is one of {', '.join(choices)}.", field=name)
    return value


def _number(given: Mapping[str, Any], name: str, default: int, reach: tuple[int, int]) -> int:
    value = whole(str(given.get(name, default)), name)
    if not reach[0] <= value <= reach[1]:
        raise InvalidInput(f"{name} is a whole number from {reach[0]} to {reach[1]}.", field=name)
    return value
