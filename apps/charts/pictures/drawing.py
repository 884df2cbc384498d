"""One picture from a payload: the sheet, what stands around, and the kind's own drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from apps.core import locales

from ..kinds.notes import told
from . import canvas, figure, typeset
from .big import Big
from .frame import Frame
from .long import Long
from .look import Look
from .theme import theme


def drawn(payload: dict[str, Any], look: Look, batches: Iterable[pa.RecordBatch] | None = None) -> bytes:
    """The file of the picture."""
    colours = theme(look.theme)
    with canvas.alone():
        frame = Frame(canvas.sheet(look.width, look.height, colours, look.scale if look.format == "png" else 1), colours)
        if look.titled:
            frame.title(str(payload.get("title") or ""))
            frame.foot(_as_of(payload))
        big = _large(payload, frame) if batches is not None and payload.get("rows") else None
        if big is None:
            _draw(payload, frame)
    if big is not None and batches is not None:
        big.count(batches)  # as long as the query takes, and nobody else's picture waits for it
    with canvas.alone():
        if big is not None:
            big.paint()
        return canvas.save(frame.canvas, look.format, title=str(payload.get("title") or ""), summary=_told(payload))


def _large(payload: dict[str, Any], frame: Frame) -> Big | Long:
    """The way to draw all rows: points are counted, series keep their lowest and highest values."""
    return Big(payload, frame) if payload.get("layer", "points") in (None, "points") else Long(payload, frame)


def _draw(payload: dict[str, Any], frame: Frame) -> None:
    if not payload.get("rows") and not payload.get("figure"):
        words = "There are no rows to draw."
        frame.write(
            words, frame.width / 2, (frame.top + frame.height - frame.bottom) / 2 - 8, size=13, colour=frame.theme.muted, align="center"
        )
    elif payload.get("figure") and payload.get("renderer") != "html":
        figure.draw_figure(
            frame.canvas, frame, frame.theme, payload["figure"], patterns=(payload.get("options") or {}).get("patterns") is True
        )
    else:
        typeset.draw(payload, frame)


def _told(payload: dict[str, Any]) -> str:
    """What the picture shows, in words: its summary and the notes on it."""
    return str(payload.get("summary") or "") + told(payload.get("annotations") or ())


def _as_of(payload: dict[str, Any]) -> str:
    """When the data were read, in UTC."""
    if not payload.get("as_of"):
        return ""
    when = dt.datetime.fromisoformat(str(payload["as_of"])).astimezone(dt.UTC)
    return f"As of {locales.moment(when)} UTC"
