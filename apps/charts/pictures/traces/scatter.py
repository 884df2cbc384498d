"""Lines, points, words and areas."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ..base import PX, Context, Mark, Trace, draws
from ..extras import line_style
from ..formats import clipped, filled, lines

Numbers = NDArray[np.float64]
_STEPS = {"hv": "steps-post", "vh": "steps-pre", "hvh": "steps-mid", "vhv": "steps-mid"}
_SYMBOLS = {"circle": "o", "square": "s", "diamond": "D", "cross": "P", "x": "X", "triangle-up": "^", "triangle-down": "v", "star": "*"}
_STROKES = {"line-ns": "|", "line-ew": "_"}  # have no area: only their line is drawn
_DOT = 6.0
# by `Context.sort`, as the page has them (static/js/render/plotly-paint.js)
_DASHES = (None, "dash", "dot", "dashdot", "longdash", "longdashdot", "2px 2px", "8px 2px 2px 2px")
_SIGNS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down", "star")


@draws("scatter")
@draws("scattergl")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw whatever `mode` and `fill` ask for."""
    x, y = _places(trace, context)
    mode = str(trace.get("mode") or ("lines+markers" if len(x) < 20 else "lines"))
    below = _stacked(trace, context, x)
    if below is not None:
        share = _share(trace, context, x)
        below, y = below * share, (np.nan_to_num(y) + below) * share
    _fill(axes, trace, context, x, y, below)
    if "lines" in mode:
        _line(axes, trace, context, x, y)
    if "markers" in mode:
        _markers(axes, trace, context, x, y)
    if "text" in mode:
        _words(axes, trace, context, x, y)
    filled_ = trace.get("fill") not in (None, "none") or below is not None
    dashed = (trace.get("line") or {}).get("dash") not in (None, "solid") or context.sort > 0
    mark: Mark = "square" if filled_ else "dashed" if dashed else "line" if "lines" in mode else "dot"
    context.tell(mark=mark)
    axes.autoscale_view()


def _places(trace: Trace, context: Context) -> tuple[Numbers, Numbers]:
    y = context.y.place(trace.get("y"))
    x = context.x.place(trace["x"]) if trace.get("x") is not None else np.arange(len(y), dtype=np.float64)
    return x, y


def _line(axes: Axes, trace: Trace, context: Context, x: Numbers, y: Numbers) -> None:
    look = trace.get("line") or {}
    width = float(look.get("width", 2))
    if width <= 0:
        axes.update_datalim(np.column_stack([x, y])[np.isfinite(x) & np.isfinite(y)])
        return
    if trace.get("connectgaps"):
        there = np.isfinite(x) & np.isfinite(y)
        x, y = x[there], y[there]
    style = line_style(look.get("dash") or _DASHES[context.sort])
    axes.plot(
        x, y, color=context.colour, linewidth=width * PX, linestyle=style, solid_joinstyle="round",
        drawstyle=_STEPS.get(str(look.get("shape")), "default"), alpha=trace.get("opacity", 1), zorder=2 + 0.01 * context.number,
    )  # fmt: skip


def _markers(axes: Axes, trace: Trace, context: Context, x: Numbers, y: Numbers) -> None:
    look = trace.get("marker") or {}
    diameters = sizes(look, len(x))
    symbol = str(look.get("symbol") or _SIGNS[context.sort]).removesuffix("-open")
    there = np.isfinite(x) & np.isfinite(y) & np.isfinite(diameters)
    seen = look.get("opacity") or trace.get("opacity") or (0.85 if isinstance(look.get("size"), list) else 1.0)
    stroke = _STROKES.get(symbol)
    width = float((look.get("line") or {}).get("width", 1)) if stroke else 0.6
    edge: dict[str, Any] = {"linewidths": width * PX} | ({} if stroke else {"edgecolors": context.theme.surface})
    axes.scatter(
        x[there], y[there], s=(diameters[there] * PX) ** 2, c=np.array(context.colours(len(x)), dtype=object)[there].tolist() or None,
        marker=stroke or _SYMBOLS.get(symbol, "o"), alpha=seen, zorder=2.2 + 0.01 * context.number, **edge,
    )  # fmt: skip


def sizes(look: dict[str, Any], count: int) -> Numbers:
    """Diameters in pixels, as Plotly counts them: `size` over `sizeref`, of the area when `sizemode` says so."""
    given = look.get("size", _DOT)
    if not isinstance(given, list):
        return np.full(count, float(given))
    numbers = np.array([np.nan if v is None else float(v) for v in given], dtype=np.float64)
    ref = float(look.get("sizeref", 1)) or 1.0
    found = np.sqrt(np.maximum(numbers, 0) / ref) if look.get("sizemode") == "area" else numbers / ref
    return np.maximum(found, float(look.get("sizemin", 0)))


def _words(axes: Axes, trace: Trace, context: Context, x: Numbers, y: Numbers) -> None:
    given, template = trace.get("text"), trace.get("texttemplate")
    own = trace.get("textfont") or {}
    where = str(trace.get("textposition", "middle center")).split()
    va = {"top": "bottom", "bottom": "top"}.get(where[0], "center")
    ha = {"left": "right", "right": "left"}.get(where[-1], "center")
    fonts, grown = own.get("size", 12), _growth(context)
    colours = context.colours(len(x)) if context.meta.get("slots") or context.meta.get("scale") else [context.theme.text] * len(x)
    for i, (px, py) in enumerate(zip(x, y, strict=True)):
        text = given[i] if isinstance(given, list) else given
        words = filled(template, {"text": text, "x": (trace.get("x") or [None] * len(x))[i], "y": trace["y"][i]}) if template else text
        if words is None or not np.isfinite([px, py]).all():
            continue
        size = float(fonts[i] if isinstance(fonts, list) else fonts) * grown
        shift = (4 if ha == "left" else -4 if ha == "right" else 0, 4 if va == "bottom" else -4 if va == "top" else 0)
        axes.annotate(clipped(lines(words), 60), (px, py), shift, textcoords="offset points", fontsize=size * PX, color=colours[i], ha=ha,
                      va=va, annotation_clip=False)  # fmt: skip
    axes.update_datalim(np.column_stack([x, y])[np.isfinite(x) & np.isfinite(y)])


def _growth(context: Context) -> float:
    """Words whose places are in units of a box grow and shrink with it, so that they stay apart."""
    box = context.meta.get("box")
    wide, high = context.canvas.get_figwidth() * 96 * 0.94, context.canvas.get_figheight() * 96 * 0.8
    return min(wide / float(box[0]), high / float(box[1])) if box else 1.0


def _fill(axes: Axes, trace: Trace, context: Context, x: Numbers, y: Numbers, below: Numbers | None) -> None:
    fill = "tonexty" if below is not None else trace.get("fill")
    if fill in (None, "none"):
        return
    alpha = 0.75 if below is not None else 0.25
    look: dict[str, Any] = {"facecolor": context.colour, "alpha": float(trace.get("opacity", 1)) * alpha, "linewidth": 0}
    step = {"hv": "post", "vh": "pre"}.get(str((trace.get("line") or {}).get("shape")))
    if fill in ("toself", "tonext"):
        for part in _parts(x, y):
            axes.fill(*part, **look)
    elif fill in ("tozerox", "tonextx"):
        axes.fill_betweenx(y, 0, x, **look)
    else:
        floor: Any = below if below is not None else _before(trace, context, x) if fill == "tonexty" else 0
        axes.fill_between(x, floor, y, step=step, **look)  # type: ignore[arg-type]


def _parts(x: Numbers, y: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Closed shapes; a gap in the places parts them."""
    gaps = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
    return [(px[np.isfinite(px)], py[np.isfinite(py)]) for px, py in zip(np.split(x, gaps), np.split(y, gaps), strict=True) if len(px) > 2]


def _before(trace: Trace, context: Context, x: Numbers) -> Any:
    """The line that a `tonexty` area reaches down to: that of the trace before, at this one's places."""
    if not context.number:
        return 0
    other = context.traces[context.number - 1]
    ox, oy = _places(other, context)
    there = np.isfinite(ox) & np.isfinite(oy)
    return np.interp(x, ox[there], oy[there]) if there.any() else 0


def _share(trace: Trace, context: Context, x: Numbers) -> Numbers:
    """What turns values of a stack into percentages of it at each place; ones for a stack of plain values."""
    group = trace.get("stackgroup")
    stack = [t for t in (context.traces[i] for i in context.siblings()) if t.get("stackgroup") == group]
    if not any(t.get("groupnorm") == "percent" for t in stack):
        return np.ones(len(x))
    whole: dict[float, float] = {}
    for one in stack:
        for px, py in zip(*_places(one, context), strict=True):
            whole[float(px)] = whole.get(float(px), 0.0) + float(np.nan_to_num(py))
    return np.array([100 / (whole.get(float(px), 0.0) or 100.0) for px in x])


def _stacked(trace: Trace, context: Context, x: Numbers) -> Numbers | None:
    """The sum of the areas of the same stack below this one; None for a trace that is in no stack."""
    group = trace.get("stackgroup")
    if not group:
        return None
    base: dict[float, float] = {}
    for i in context.siblings():
        if i == context.number:
            break
        if context.traces[i].get("stackgroup") == group:
            for px, py in zip(*_places(context.traces[i], context), strict=True):
                base[float(px)] = base.get(float(px), 0.0) + float(np.nan_to_num(py))
    return np.array([base.get(float(px), 0.0) for px in x])
