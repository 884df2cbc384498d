"""Sample data with a story in it, made by SQL alone: the same rows on every machine, no random state, no Django.

The story is told in docs/guide/sample-data.md.
"""

from .retail import make_retail
from .trips import make_trips

__all__ = ["make_retail", "make_trips"]
