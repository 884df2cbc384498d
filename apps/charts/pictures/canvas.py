"""The sheet that pictures are drawn on: fonts, deterministic files, PNG, SVG and PDF out of matplotlib's own canvases."""

from __future__ import annotations

import io
import logging
import os
import re
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

# matplotlib keeps its list of fonts in a folder; the home folder of a service may not be writable.
os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "pilotba-matplotlib"))

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .look import PictureFormat
from .theme import Theme

_LOCK = threading.Lock()  # matplotlib does not promise to be safe in threads, and it would not be faster in several
FONT = "PilotBA Inter"
_FONTS = Path(__file__).parent / "fonts"
_OTHERS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai")
_DPI = 96


@contextmanager
def alone() -> Iterator[None]:
    """One thread at a time; a script that no font here has is drawn as boxes without a word."""
    with _LOCK, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@cache
def prepare() -> None:
    """Register the bundled fonts and fix what would make two pictures of the same data differ."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it reports every weight that a fallback font lacks
    for path in sorted(_FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    known = set(font_manager.get_font_names())
    mpl.rcParams.update(
        {
            "font.family": [FONT, *(name for name in _OTHERS if name in known)],
            "text.parse_math": False,  # a dollar sign in data is a dollar sign
            "text.hinting": "none",
            "svg.hashsalt": "pilotba",
            "svg.fonttype": "path",
            "pdf.fonttype": 42,
            "axes.formatter.use_mathtext": False,
        }
    )


def sheet(width: int, height: int, theme: Theme, scale: float = 1) -> Figure:
    """An empty figure of `width` by `height` CSS pixels on the theme's ground; `scale` pixels of a PNG for each."""
    prepare()
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI * scale, facecolor=theme.surface)
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, kind: PictureFormat, *, title: str, summary: str) -> bytes:
    """The file; title and summary travel in it, times and versions do not."""
    out = io.BytesIO()
    if kind == "png":
        FigureCanvasAgg(figure).print_png(out, metadata={"Software": None, "Title": title, "Description": summary})
    elif kind == "pdf":
        facts = {"Title": title, "Subject": summary, "CreationDate": None, "Producer": "PilotBA", "Creator": "PilotBA"}
        FigureCanvasPdf(figure).print_pdf(out, metadata=facts)
    else:
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": "PilotBA", "Title": title})
        return _printable(_described(out.getvalue().decode(), title, summary)).encode()
    return out.getvalue()


def _described(svg: str, title: str, summary: str) -> str:
    """The same SVG with its title and summary as readers of screens look for them."""
    words = f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>"
    return re.sub(r"(<svg\b[^>]*)>", lambda found: f'{found[1]} role="img">{words}', svg, count=1)


def _printable(svg: str) -> str:
    """Without the characters that XML has no way to write, wherever people's data brought them in."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", svg)
