"""Places for the nodes of a network: springs along links, repulsion between all nodes.

The method is that of T. Fruchterman and E. Reingold, "Graph Drawing by Force-directed Placement", Software: Practice and
Experience 21 (1991): attraction d^2 / k, repulsion k^2 / d, with a temperature that falls to nothing. It starts from a
circle, so equal networks lie equally.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROUNDS = 300


def places(count: int, links: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions of `count` nodes, shape (count, 2), between -1 and 1. `links` has shape (m, 2); `weights` are above zero."""
    turns = np.arange(count) * (2 * np.pi / max(count, 1))
    spots = np.stack([np.cos(turns), np.sin(turns)], axis=1) * (0.6 + 0.3 * (np.arange(count) % 3)[:, None] / 2)
    if count < 2:
        return np.zeros((count, 2))
    ideal = 1.6 / np.sqrt(count)
    pull = (0.4 + 0.6 * np.sqrt(weights / weights.max())) / _crowd(count, links) if len(weights) else weights
    for step in range(ROUNDS):
        apart = spots[:, None, :] - spots[None, :, :]
        distance = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        move = (apart * (ideal**2 / distance**2)[..., None]).sum(axis=1)
        if len(links):
            along = spots[links[:, 0]] - spots[links[:, 1]]
            force = along * (pull * np.hypot(along[:, 0], along[:, 1]) / ideal)[:, None]
            np.add.at(move, links[:, 0], -force)
            np.add.at(move, links[:, 1], force)
        move -= spots * ideal * 2  # parts without links between them stay in the picture
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        heat = 0.12 * (1 - step / ROUNDS)
        spots = spots + move / length[:, None] * np.minimum(length, heat)[:, None]
    spots = spots - spots.mean(axis=0)
    radius = np.maximum(np.hypot(spots[:, 0], spots[:, 1]), 1e-9)
    spots = spots / radius[:, None] * np.sqrt(radius / radius.max())[:, None]  # nearer to the rim, so that the middle has room
    return np.asarray(spots / max(float(np.abs(spots).max()), 1e-9))


def _crowd(count: int, links: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much weaker each link pulls where nodes have many, so that they do not fall into one spot: the root of the ends' links."""
    degree = np.bincount(links.ravel(), minlength=count).astype(float)
    found: NDArray[np.float64] = np.sqrt(np.sqrt(degree[links[:, 0]] * degree[links[:, 1]]))
    return found
