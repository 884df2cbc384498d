"""The product's own middlewares."""

from .errors import Errors
from .observe import Observe

__all__ = ["Errors", "Observe"]
