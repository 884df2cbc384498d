"""Chart kinds: one file each, of one shape. A new file in this folder is a new kind; nothing else changes."""

from .base import ChartData, ChartKind, Option, Shelf, get, kinds

__all__ = ["ChartData", "ChartKind", "Option", "Shelf", "get", "kinds"]
