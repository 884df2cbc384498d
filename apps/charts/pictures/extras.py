"""Shapes and annotations of a layout: reference lines, bands, and the words at them."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform, blended_transform_factory

from .axes import Places
from .base import PX
from .formats import clipped, lines

_STYLES = {"dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 4)), "longdashdot": (0, (8, 3, 1.5, 3)),
           "2px 2px": (0, (2, 2)), "8px 2px 2px 2px": (0, (8, 2, 2, 2))}  # fmt: skip


def line_style(name: Any) -> Any:
    """matplotlib's style for a figure's name of a dash."""
    return _STYLES.get(str(name), "-")


def shapes(places: Places) -> None:
    """Lines and rectangles; each lies on the axes it names, or over the whole area (`paper`)."""
    for shape in places.layout.get("shapes") or []:
        axes = _axes(places, shape)
        if axes is None or shape.get("type") not in ("line", "rect"):
            continue
        (x0, y0), (x1, y1), transform = _point(places, axes, shape, "0"), _point(places, axes, shape, "1"), _space(axes, shape)
        line = shape.get("line") or {}
        if shape["type"] == "line":
            style = line_style(line.get("dash"))
            axes.plot([x0, x1], [y0, y1], color=places.theme.muted, linewidth=line.get("width", 1.5) * PX, linestyle=style,
                      transform=transform, scalex=False, scaley=False, zorder=2.5)  # fmt: skip
        else:
            patch = Rectangle((x0, y0), x1 - x0, y1 - y0, transform=transform, facecolor=places.theme.accent, linewidth=0)
            patch.set_alpha(float(shape.get("opacity", 0.12)))
            axes.add_artist(patch)
        if shape.get("label"):
            upright = str(shape.get("xref", "x")) != "paper"
            late = shape["label"].get("xanchor") == "right"
            _label(places, axes, shape, (x1 if late or not upright else x0, y1), transform)


def _label(places: Places, axes: Axes, shape: dict[str, Any], at: tuple[float, float], transform: Transform) -> None:
    """The words of a line or a band, inside its upper (or right) end."""
    label = shape["label"]
    aside = float(label.get("padding", 3)) * PX
    late, lying = label.get("xanchor") == "right", label.get("yanchor") == "bottom"
    axes.annotate(clipped(lines(label["text"]), 80), at, (-3 * PX if late else 3 * PX, aside if lying else -aside), xycoords=transform,
                  textcoords="offset points", fontsize=12 * PX, color=places.theme.muted, ha="right" if late else "left",
                  va="bottom" if lying else "top", zorder=4, annotation_clip=False)  # fmt: skip


def annotate(places: Places) -> None:
    """The words of the layout, at their places."""
    for note in places.layout.get("annotations") or []:
        axes = _axes(places, note)
        if axes is None or not note.get("text"):
            continue
        x, y = _point(places, axes, note, "")
        transform = _space(axes, note)
        ha = {"left": "left", "right": "right"}.get(str(note.get("xanchor")), "center")
        va = {"top": "top", "bottom": "bottom", "middle": "center"}.get(
            str(note.get("yanchor")), "bottom" if note.get("yref") == "paper" else "center"
        )
        size = float((note.get("font") or {}).get("size", 12)) * PX
        if note.get("showarrow"):
            _pointed(axes, places, note, (x, y), size)
            continue
        axes.text(x, y, clipped(lines(note["text"]), 80), transform=transform, ha=ha, va=va, fontsize=size, color=places.theme.muted,
                  zorder=4, rotation=-float(note.get("textangle", 0) or 0))  # fmt: skip


def _pointed(axes: Axes, places: Places, note: dict[str, Any], at: tuple[float, float], size: float) -> None:
    """Words at some distance from their place, with an arrow to it."""
    away = (float(note.get("ax", 0)) * PX, -float(note.get("ay", -30)) * PX)
    box = {"boxstyle": "round,pad=0.3", "facecolor": places.theme.surface, "edgecolor": places.theme.border, "linewidth": PX}
    arrow = {"arrowstyle": "-|>", "color": places.theme.muted, "linewidth": 1.2 * PX, "shrinkA": 0, "shrinkB": 2}
    words: dict[str, Any] = {
        "fontsize": size,
        "color": places.theme.text,
        "ha": "center",
        "va": "center",
        "zorder": 5,
        "annotation_clip": False,
    }
    axes.annotate(clipped(lines(note["text"]), 80), at, away, textcoords="offset points", bbox=box, arrowprops=arrow, **words)


def _axes(places: Places, item: dict[str, Any]) -> Axes | None:
    """The axes whose scales the item names; those of the first pair, or a panel of its own, when it names the paper only."""
    x, y = (str(item.get(f"{letter}ref", letter)).removesuffix(" domain") for letter in ("x", "y"))
    found = [axes for (a, b), axes in places.pairs.items() if x in (a, "paper") and y in (b, "paper")]
    if x == y == "paper":
        return places.panel({"domain": {}})
    return found[0] if found else None


def _point(places: Places, axes: Axes, item: dict[str, Any], end: str) -> tuple[float, float]:
    pair = next((pair for pair, one in places.pairs.items() if one is axes), ("x", "y"))
    return tuple(_place(places, item, letter, end, name) for letter, name in zip("xy", pair, strict=True))  # type: ignore[return-value]


def _place(places: Places, item: dict[str, Any], letter: str, end: str, axis: str) -> float:
    value = item.get(f"{letter}{end}")
    if _relative(item, letter):
        return float(value or 0)
    return places.scale_of(axis).at(value)


def _relative(item: dict[str, Any], letter: str) -> bool:
    ref = str(item.get(f"{letter}ref", letter))
    return ref == "paper" or ref.endswith(" domain")


def _space(axes: Axes, item: dict[str, Any]) -> Transform:
    x, y = (axes.transAxes if _relative(item, letter) else axes.transData for letter in ("x", "y"))
    return blended_transform_factory(x, y)
