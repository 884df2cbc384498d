"""Kinds that our own engine draws from all their rows: counted into the picture's pixels, so that any number of rows fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .axes import Places
from .base import Entry
from .frame import Frame
from .scales import DAY_MS
from .theme import HUES, Theme
from .tone import opacity, rgb, spread

Numbers = NDArray[np.float64]
_OTHERS, _MISSING = "Others", "No value"
_DOT = 2  # CSS pixels of a point's side, as in the page
_MARGIN = 0.02  # of the extent, so that points at the edge are whole


class Big:
    """One picture in three steps: the axes, then counting (outside the lock, for it waits for the engine), then the picture."""

    def __init__(self, payload: dict[str, Any], frame: Frame) -> None:
        columns = payload["columns"]
        self.frame, self.extent = frame, extent_of(payload)
        self.names = category_names(payload["rows"], colours=len(columns) > 2)
        self.hues = [hue_of(payload, frame.theme, name, slot) for slot, name in enumerate(self.names)]
        frame.legend([Entry(name, hue, "dot") for name, hue in zip(self.names, self.hues, strict=True)])
        self.places = axes_over(frame, columns, self.extent)
        self.axes = self.places.xy(self.places.traces[0])
        box = self.axes.get_window_extent()
        self.size = max(1, round(box.width)), max(1, round(box.height))
        self.counts: Numbers = np.zeros((1, 1, 1))

    def count(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Count all rows (x, y and perhaps a category) into the pixels of the axes."""
        self.counts = _counted(batches, self.extent, self.size, self.names)

    def paint(self) -> None:
        """Tone what was counted and put it on the axes."""
        size = max(1, round(_DOT * self.frame.canvas.dpi / 96))
        layers = np.stack([spread(layer, size) for layer in self.counts])
        image = _shaded(layers, self.frame.theme, self.hues)
        span = [(value / DAY_MS if scale.kind == "date" else value) for value, scale in _ends(self.places, self.extent)]
        corners = (span[0], span[2], span[1], span[3])
        self.axes.imshow(image, extent=corners, origin="lower", aspect="auto", interpolation="nearest", zorder=2)


def _ends(places: Places, extent: list[float]) -> list[tuple[float, Any]]:
    x, y = places.scale_of("x"), places.scale_of("y")
    return list(zip(extent, (x, y, x, y), strict=True))


def axes_over(frame: Frame, columns: list[dict[str, Any]], extent: list[float]) -> Places:
    """Axes over the extent with their ticks and titles in place."""
    layout = {
        f"{letter}axis": {
            "title": columns[i]["label"],
            "type": "date" if _is_time(columns[i]) else "linear",
            "range": [extent[i], extent[i + 2]],
            "showgrid": True,
        }
        for i, letter in enumerate("xy")
    }
    places = Places(frame.canvas, frame.theme, layout, [{"type": "scatter", "mode": "markers", "x": [], "y": []}])
    places.xy(places.traces[0])
    for _ in range(2):
        places.finish()
        frame.fit(places.boxes)
    return places


def _is_time(column: dict[str, Any]) -> bool:
    return str(column["type"]).startswith(("date", "timestamp"))


def extent_of(payload: dict[str, Any]) -> list[float]:
    """x and y low, x and y high; a little more than the points', never empty."""
    low_x, low_y, high_x, high_y = payload.get("extent") or [0.0, 0.0, 1.0, 1.0]
    wide, high = (high_x - low_x) * _MARGIN or 0.5, (high_y - low_y) * _MARGIN or 0.5
    return [low_x - wide, low_y - high, high_x + wide, high_y + high]


def hue_of(payload: dict[str, Any], theme: Theme, name: str, place: int) -> str:
    """The colour of a category: the dataset's own for its value, else by its place; the rest is neutral."""
    if name == _OTHERS:
        return theme.other
    known = next((one for one in payload.get("categories") or () if one["value"] == name), None)
    if known is None:
        return theme.hue(place)
    return str(known["colour"]) if known.get("colour") else theme.hue(known["slot"], known.get("variant", 0))


def category_names(rows: list[list[Any]], *, colours: bool) -> list[str]:
    """The categories with a colour of their own, by the payload's rows: all when eight are enough, else seven and the rest."""
    if not colours:
        return []
    found = Counter(_name(row[2]) for row in rows)
    if len(found) <= HUES:
        return list(found)
    return [*(name for name, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))[: HUES - 1]), _OTHERS]


def _name(value: Any) -> str:
    return _MISSING if value is None else str(value)


def _counted(batches: Iterable[pa.RecordBatch], extent: list[float], size: tuple[int, int], names: list[str]) -> Numbers:
    """Points in each pixel, a layer for each name (one when there are none); rows of the array go from low to high y."""
    width, height = size
    layers = max(1, len(names))
    counts = np.zeros(layers * height * width, dtype=np.float64)
    for batch in batches:
        x = (numbers_of(batch.column(0)) - extent[0]) * (width / (extent[2] - extent[0]))
        y = (numbers_of(batch.column(1)) - extent[1]) * (height / (extent[3] - extent[1]))
        there = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        at = y[there].astype(np.int64) * width + x[there].astype(np.int64)
        if names:
            at += slots_of(batch.column(2), names)[there] * (width * height)
        counts += np.bincount(at, minlength=len(counts))
    return counts.reshape(layers, height, width)


def numbers_of(column: pa.Array) -> Numbers:
    """Numbers as they are, times as milliseconds since 1970; NaN for none."""
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        moments = column.cast(pa.timestamp("us", getattr(column.type, "tz", None)), safe=False)
        return pc.divide(moments.cast(pa.int64()).cast(pa.float64()), 1000.0).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def slots_of(column: pa.Array, names: list[str]) -> NDArray[np.int64]:
    """The layer of each row: by its name, the last one for all others."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column.cast(pa.string()), null_encoding="encode")
    known = {name: slot for slot, name in enumerate(names)}
    last = len(names) - 1
    of_code = np.array([known.get(_name(value), last) for value in coded.dictionary.to_pylist()] or [last], dtype=np.int64)
    missing = known.get(_MISSING, last)
    codes = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(codes < 0, missing, of_code[np.maximum(codes, 0)])


def _shaded(counts: Numbers, theme: Theme, colours: Sequence[str]) -> Numbers:
    """The picture, four numbers a pixel: by density on the ramp, or in the mean colour of the categories that lie there."""
    total = counts.sum(axis=0)
    seen = opacity(total)
    image = np.zeros((*total.shape, 4))
    if colours:
        hues = np.array([rgb(colour) for colour in colours])
        image[..., :3] = np.einsum("lhw,lc->hwc", counts, hues) / np.maximum(total, 1e-9)[..., None]
        image[..., 3] = seen
    else:
        low, high = rgb(theme.ramp[1]), rgb(theme.ramp[2])
        image[..., :3] = low + (high - low) * seen[..., None]
        image[..., 3] = np.minimum(1, seen * 1.25)
    return image
