"""A sunburst: rings of a circle, one for each level, whose angles are the measure."""

from __future__ import annotations

from .treemap import Nested


class Sunburst(Nested):
    name, label, icon, trace_type = "sunburst", "Sunburst", "sun", "sunburst"
    about = "Shows the parts of a whole as rings, the outermost level inside."
