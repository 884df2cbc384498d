"""Maps without a network: which shape a value names, and where it lies."""

from .places import COUNTRIES, Match, Shape, best_map, frame, known_maps, match, outline, shapes

__all__ = ["COUNTRIES", "Match", "Shape", "best_map", "frame", "known_maps", "match", "outline", "shapes"]
