"""Very long series: the lowest and the highest value of every pixel column, so that no peak is left out of any number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from .base import PX, Entry
from .big import Numbers, axes_over, category_names, extent_of, hue_of, numbers_of, slots_of
from .frame import Frame
from .scales import DAY_MS


class Long:
    """Lines, areas or bars of all rows (along, value and perhaps a series), in the same three steps as `Big`."""

    def __init__(self, payload: dict[str, Any], frame: Frame) -> None:
        columns = payload["columns"]
        self.frame, self.extent, self.layer = frame, extent_of(payload), str(payload.get("layer") or "lines")
        if self.layer != "lines":
            self.extent[1], self.extent[3] = min(0.0, self.extent[1]), max(0.0, self.extent[3])
        self.names = category_names(payload["rows"], colours=len(columns) > 2)
        mark = "line" if self.layer == "lines" else "square"
        self.hues = [hue_of(payload, frame.theme, name, slot) for slot, name in enumerate(self.names)] or [frame.theme.hue(0)]
        frame.legend([Entry(name, hue, mark) for name, hue in zip(self.names, self.hues, strict=False)])  # type: ignore[arg-type]
        self.places = axes_over(frame, columns, self.extent)
        self.axes = self.places.xy(self.places.traces[0])
        self.width = max(1, round(self.axes.get_window_extent().width))
        shape = (max(1, len(self.names)), self.width)
        self.low, self.high = np.full(shape, np.inf), np.full(shape, -np.inf)

    def count(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Keep the lowest and highest value of each series in each pixel column."""
        per = self.width / (self.extent[2] - self.extent[0])
        for batch in batches:
            x, y = (numbers_of(batch.column(0)) - self.extent[0]) * per, numbers_of(batch.column(1))
            there = np.isfinite(x) & np.isfinite(y) & (x >= 0) & (x < self.width)
            slots = slots_of(batch.column(2), self.names)[there] if self.names else np.zeros(int(there.sum()), dtype=np.int64)
            at = (slots, x[there].astype(np.int64))
            np.minimum.at(self.low, at, y[there])
            np.maximum.at(self.high, at, y[there])

    def paint(self) -> None:
        """Draw each series from column to column."""
        span = (self.extent[2] - self.extent[0]) / self.width
        x = self.extent[0] + (np.arange(self.width) + 0.5) * span
        if self.places.scale_of("x").kind == "date":
            x = x / DAY_MS
        for slot in range(len(self.low)):
            there = np.isfinite(self.low[slot])
            self._series(x[there], self.low[slot][there], self.high[slot][there], self.hues[slot])

    def _series(self, x: Numbers, low: Numbers, high: Numbers, colour: str) -> None:
        if self.layer != "lines":
            step = "mid" if self.layer == "bars" else None
            floor, top = np.minimum(low, 0), np.maximum(high, 0)
            self.axes.fill_between(x, floor, top, step=step, facecolor=colour, alpha=0.7, linewidth=0)  # type: ignore[arg-type]
            return
        along, values = np.repeat(x, 2), np.column_stack([low, high]).ravel()
        self.axes.plot(along, values, color=colour, linewidth=1.2 * PX, solid_joinstyle="round")
