"""What stands around the drawing: title, legend and foot; and the room that texts along the axes take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from .axes import Box
from .base import PX, Entry
from .formats import clipped
from .theme import Theme

PAD = 14  # pixels around everything
_TURNS = 3  # measuring moves texts, which then measure a little different
_MARK, _GAP, _ROW = 12, 18, 20


@dataclass
class Frame:
    """Pixels that are taken on each side; what remains is the drawing's."""

    canvas: Figure
    theme: Theme
    left: float = PAD
    right: float = PAD
    top: float = PAD
    bottom: float = PAD
    texts: list[Text] = field(default_factory=list)

    @property
    def width(self) -> float:
        return float(self.canvas.get_figwidth()) * 96

    @property
    def height(self) -> float:
        return float(self.canvas.get_figheight()) * 96

    def title(self, words: str) -> None:
        """The heading, in one line above everything."""
        if words:
            self.write(clipped(words, max(8, int(self.width / 8))), PAD, self.top, size=15, weight=600, colour=self.theme.text)
            self.top += 28

    def foot(self, words: str) -> None:
        """A quiet line below everything."""
        if words:
            text = clipped(words, max(8, int(self.width / 6)))
            self.write(text, PAD, self.height - self.bottom - 12, size=11, colour=self.theme.muted)
            self.bottom += 20

    def legend(self, entries: list[Entry]) -> None:
        """The names of the series with their marks, in as many rows as they need (five at most)."""
        if len(entries) < 2:
            return
        x, rows = float(PAD), 1
        for i, entry in enumerate(entries):
            text = self.write(entry.label, x + _MARK + 6, self.top, size=12, colour=self.theme.muted)
            wide = _MARK + 6 + self.measured(text)
            if x > PAD and x + wide > self.width - PAD:
                x, rows, self.top = float(PAD), rows + 1, self.top + _ROW
                text.set_position(self._at(x + _MARK + 6, self.top))
            if rows > 5:
                text.set_text(f"and {len(entries) - i} more")
                break
            self._mark(entry, x, self.top + 7)
            x += wide + _GAP
        self.top += _ROW + 6

    def write(self, words: str, x: float, y: float, *, size: float, colour: str, weight: int = 400, align: str = "left") -> Text:
        """A text with its upper left corner (or right one) at pixel (x, y), counted from the upper left."""
        at = self._at(x, y)
        text = self.canvas.text(*at, words, fontsize=size * PX, color=colour, fontweight=weight, ha=align, va="top")
        self.texts.append(text)
        return text

    def measured(self, text: Text) -> float:
        """The width of a text in CSS pixels."""
        renderer = self.canvas.canvas.get_renderer()  # type: ignore[attr-defined]
        return float(text.get_window_extent(renderer).width) / self.canvas.dpi * 96

    def fit(self, boxes: dict[Axes, Box]) -> None:
        """Move the axes until nothing of them is outside the frame."""
        sides = [self.left, self.bottom, self.right, self.top]
        for turn in range(_TURNS):
            self._set(boxes, sides)
            if turn == _TURNS - 1 or not boxes:
                return
            low_x, low_y, high_x, high_y = self._reach(boxes)
            over = (
                self.left - low_x,
                self.bottom - low_y,
                high_x - (self.width - self.right),
                high_y - (self.height - self.top),
            )
            sides = [
                max(own, side + more) for own, side, more in zip((self.left, self.bottom, self.right, self.top), sides, over, strict=True)
            ]

    def _set(self, boxes: dict[Axes, Box], sides: list[float]) -> None:
        left, bottom, right, top = sides
        wide, high = max(40.0, self.width - left - right), max(40.0, self.height - top - bottom)
        for axes, (x0, y0, x1, y1) in boxes.items():
            axes.set_position(
                ((left + x0 * wide) / self.width, (bottom + y0 * high) / self.height, (x1 - x0) * wide / self.width,
                 (y1 - y0) * high / self.height)
            )  # fmt: skip

    def _reach(self, boxes: dict[Axes, Box]) -> Box:
        """The corners of everything that the axes draw, in CSS pixels from the lower left."""
        renderer = self.canvas.canvas.get_renderer()  # type: ignore[attr-defined]
        found = [box for axes in boxes if (box := axes.get_tightbbox(renderer)) is not None]
        per = self.canvas.dpi / 96
        return (
            min(b.x0 for b in found) / per, min(b.y0 for b in found) / per, max(b.x1 for b in found) / per, max(b.y1 for b in found) / per,
        )  # fmt: skip

    def _mark(self, entry: Entry, x: float, y: float) -> None:
        if entry.mark in ("line", "dashed"):
            (x0, y0), (x1, _) = self._at(x, y), self._at(x + _MARK, y)
            dashes: Literal["--", "-"] = "--" if entry.mark == "dashed" else "-"
            self.canvas.add_artist(Line2D([x0, x1], [y0, y0], color=entry.colour, linewidth=2 * PX, linestyle=dashes))
        elif entry.mark == "dot":
            self.canvas.add_artist(Line2D([self._at(x + 6, y)[0]], [self._at(x, y)[1]], color=entry.colour, marker="o", markersize=8 * PX))
        else:
            corner = self._at(x, y + 5)
            patch = Rectangle(corner, 11 / self.width, 11 / self.height, facecolor=entry.colour, edgecolor=self.theme.surface, linewidth=0)
            if entry.hatch:
                patch.set_hatch(entry.hatch * 2)
            self.canvas.add_artist(patch)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x / self.width, 1 - y / self.height
