"""One picture from a payload: the sheet, what stands around, and the kind's own drawing."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from . import canvas, figure, typeset
from .big import draw_big
from .frame import Frame
from .look import Look
from .theme import theme


def drawn(payload: dict[str, Any], look: Look, batches: Iterable[pa.RecordBatch] | None = None) -> bytes:
    """The file of the picture."""
    with canvas.LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a script that no font here has is drawn as boxes
        colours = theme(look.theme)
        sheet = canvas.sheet(look.width, look.height, colours, look.scale if look.format == "png" else 1)
        frame = Frame(sheet, colours)
        title = str(payload.get("title") or "")
        if look.titled:
            frame.title(title)
            frame.foot(_as_of(payload))
        _draw(payload, frame, batches)
        return canvas.save(sheet, look.format, title=title, summary=str(payload.get("summary") or ""))


def _draw(payload: dict[str, Any], frame: Frame, batches: Iterable[pa.RecordBatch] | None) -> None:
    if not payload.get("rows") and not payload.get("figure"):
        words = "There are no rows to draw."
        frame.write(
            words, frame.width / 2, (frame.top + frame.height - frame.bottom) / 2 - 8, size=13, colour=frame.theme.muted, align="center"
        )
    elif batches is not None:
        draw_big(payload, frame, batches)
    elif payload.get("figure"):
        figure.draw_figure(frame.canvas, frame, frame.theme, payload["figure"])
    else:
        typeset.draw(payload, frame)


def _as_of(payload: dict[str, Any]) -> str:
    """When the data were read, in UTC."""
    if not payload.get("as_of"):
        return ""
    when = dt.datetime.fromisoformat(str(payload["as_of"])).astimezone(dt.UTC)
    return f"As of {when.day} {when:%b %Y, %H:%M} UTC"
