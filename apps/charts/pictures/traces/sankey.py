"""Sankey diagrams: flows between stages."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ..base import PX, Context, Trace, draws
from ..formats import clipped

_THICK, _GAP = 0.02, 0.02  # of the width, of the height
Links = list[tuple[int, int, float]]


@draws("sankey", place="panel")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the nodes of each stage above each other and the flows as bands between them."""
    node, link = trace.get("node") or {}, trace.get("link") or {}
    labels = [str(label) for label in node.get("label") or []]
    links: Links = list(zip(link.get("source") or [], link.get("target") or [], link.get("value") or [], strict=True))
    stages = list(context.meta.get("stages") or _stages(len(labels), links))
    colours = context.colours(len(labels)) if context.meta.get("slots") else [context.theme.muted] * len(labels)
    boxes = placed(stages, links)
    _bands(axes, links, boxes, stages, colours)
    last = max(stages, default=0)
    for label, (x, low, high), colour, stage in zip(labels, boxes, colours, stages, strict=True):
        axes.add_patch(Rectangle((x, low), _THICK, high - low, facecolor=colour, linewidth=0))
        left = stage == last and last > 0
        axes.text(x - 0.006 if left else x + _THICK + 0.006, (low + high) / 2, clipped(label, 22), ha="right" if left else "left",
                  va="center", fontsize=11 * PX, color=context.theme.text)  # fmt: skip


def _stages(count: int, links: Links) -> list[int]:
    """How many links lie before each node, at most; a circle ends after as many steps as there are nodes."""
    found = [0] * count
    for _ in range(count):
        later = [(target, found[source] + 1) for source, target, _ in links if found[target] < found[source] + 1 <= count]
        for target, stage in later:
            found[target] = max(found[target], stage)
    return found


def placed(stages: list[int], links: Links) -> list[tuple[float, float, float]]:
    """(left, bottom, top) of each node between 0 and 1; heights are in the ratio of what flows through."""
    through = [max(sum(v for s, _, v in links if s == n), sum(v for _, t, v in links if t == n)) for n in range(len(stages))]
    columns = {stage: [n for n, own in enumerate(stages) if own == stage] for stage in dict.fromkeys(stages)}
    scale = min(((1 - _GAP * (len(members) - 1)) / (sum(through[n] for n in members) or 1) for members in columns.values()), default=1.0)
    last = max(stages, default=0) or 1
    boxes = [(0.0, 0.0, 0.0)] * len(stages)
    for stage, members in columns.items():
        high = sum(through[n] for n in members) * scale + _GAP * (len(members) - 1)
        top = 0.5 + high / 2
        for n in members:
            boxes[n] = ((1 - _THICK) * stage / last, top - through[n] * scale, top)
            top -= through[n] * scale + _GAP
    return boxes


def _bands(axes: Axes, links: Links, boxes: list[tuple[float, float, float]], stages: list[int], colours: list[str]) -> None:
    """Each flow from the right side of its source to the left side of its target, in the order of the nodes they join."""
    leaving, coming = [box[2] for box in boxes], [box[2] for box in boxes]
    flow = [sum(v for s, t, v in links if n in (s, t)) for n in range(len(boxes))]
    whole = next(((boxes[n][2] - boxes[n][1]) / max(_out(n, links), _into(n, links)) for n in range(len(boxes)) if flow[n]), 0.0)
    for source, target, value in sorted(links, key=lambda one: (-boxes[one[0]][2], -boxes[one[1]][2])):
        wide = value * whole
        x0, x1 = boxes[source][0] + _THICK, boxes[target][0]
        y0, y1 = leaving[source], coming[target]
        leaving[source] -= wide
        coming[target] -= wide
        half = (x0 + x1) / 2
        points = [
            (x0, y0),
            (half, y0),
            (half, y1),
            (x1, y1),
            (x1, y1 - wide),
            (half, y1 - wide),
            (half, y0 - wide),
            (x0, y0 - wide),
            (x0, y0),
        ]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        axes.add_patch(
            PathPatch(Path(points, codes), facecolor=to_rgba(colours[source], 0.4 if stages[source] == 0 else 0.25), linewidth=0)
        )


def _out(node: int, links: Links) -> float:
    return sum(value for source, _, value in links if source == node)


def _into(node: int, links: Links) -> float:
    return sum(value for _, target, value in links if target == node)
