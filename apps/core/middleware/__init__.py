"""The product's own middlewares."""

from .compress import Compress
from .errors import Errors
from .observe import Observe

__all__ = ["Compress", "Errors", "Observe"]
