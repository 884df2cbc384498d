"""From degrees to a flat picture, as the page's maps do it: Mercator for small parts of the world, Equal Earth for the rest.

Equal Earth: B. Savric, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of Geographical
Information Science 33 (2019). Mercator: the spherical form, y = ln tan(pi / 4 + latitude / 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from ..maps import Shape, outline

Numbers = NDArray[np.float64]
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_EDGE = 200  # points along a side of the frame


@dataclass(frozen=True)
class Globe:
    """The projection and the part of the world that a figure's `geo` asks for."""

    mercator: bool
    middle: float
    lon: tuple[float, float]
    lat: tuple[float, float]

    @classmethod
    def read(cls, layout: dict[str, Any]) -> Globe:
        """From a figure's layout; the whole world without a `geo`."""
        geo = layout.get("geo") or {}
        projection = geo.get("projection") or {}
        lon = tuple((geo.get("lonaxis") or {}).get("range") or (-180.0, 180.0))
        lat = tuple((geo.get("lataxis") or {}).get("range") or (-90.0, 90.0))
        middle = float((projection.get("rotation") or {}).get("lon", (lon[0] + lon[1]) / 2))
        return cls(projection.get("type") == "mercator", middle, (lon[0], lon[1]), (lat[0], lat[1]))

    def flat(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Places in the plane, in units of the earth's radius; longitudes may run on beyond a turn."""
        along, up = np.radians(lon - self.middle), np.radians(np.clip(lat, -89.5, 89.5))
        if self.mercator:
            return along, np.log(np.tan(np.pi / 4 + up / 2))
        theta = np.arcsin(np.sqrt(3) / 2 * np.sin(up))
        square = theta**2
        sixth = square**3
        across = 2 * np.sqrt(3) * along * np.cos(theta) / (3 * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
        return across, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))

    def fit(self, axes: Axes) -> Path | None:
        """Set the limits of the axes to the frame; the edge of the world as a path when all of it is shown."""
        whole = self.lon[1] - self.lon[0] > 359
        west, east = (self.middle - 180, self.middle + 180) if whole else self.lon
        side, up = np.linspace(west, east, _EDGE), np.linspace(*self.lat, _EDGE)
        lon = np.concatenate([side, np.full(_EDGE, east), side[::-1], np.full(_EDGE, west)])
        lat = np.concatenate([np.full(_EDGE, self.lat[0]), up, np.full(_EDGE, self.lat[1]), up[::-1]])
        x, y = self.flat(lon, lat)
        axes.set_aspect("equal")
        axes.set_xlim(float(x.min()), float(x.max()))
        axes.set_ylim(float(y.min()), float(y.max()))
        return Path(np.column_stack([x, y])) if whole else None

    def near(self, lon: Numbers) -> Numbers:
        """The same longitudes, each within half a turn of the middle."""
        return (lon - self.middle + 180) % 360 - 180 + self.middle


def patches(shape: Shape, globe: Globe) -> Iterator[Path]:
    """A shape's polygons in the plane; those that reach across the edge of the world come on both sides."""
    for polygon in shape.polygons:
        rings = [np.array(outline(ring)) for ring in polygon]
        middle = float(rings[0][:, 0].mean())
        turn = round((middle - globe.middle) / 360) * 360
        reach = (float(rings[0][:, 0].min()) - turn - globe.middle, float(rings[0][:, 0].max()) - turn - globe.middle)
        for shift in [0] + [360] * (reach[0] < -180) + [-360] * (reach[1] > 180):
            flat = [np.column_stack(globe.flat(ring[:, 0] - turn + shift, ring[:, 1])) for ring in rings]
            yield Path.make_compound_path(*(Path(_turned(ring, hole > 0), closed=True) for hole, ring in enumerate(flat)))


def _turned(ring: Numbers, hole: bool) -> Numbers:
    """Outer rings one way around and holes the other, so that holes stay open."""
    x, y = ring[:, 0], ring[:, 1]
    area = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return ring[::-1] if (area > 0) == hole else ring


def paint(axes: Axes, shape: Shape, globe: Globe, edge: Path | None, **look: Any) -> None:
    """Draw a shape in one colour."""
    for path in patches(shape, globe):
        patch = PathPatch(path, **look)
        axes.add_patch(patch)
        if edge is not None:
            patch.set_clip_path(edge, axes.transData)
