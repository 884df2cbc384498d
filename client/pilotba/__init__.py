"""Ask a PilotBA installation: `connect()`, then `datasets`, `upload`, `query`."""

from .answers import Answer
from .client import Client, connect
from .transport import Refused, Unreachable

__all__ = ["Answer", "Client", "Refused", "Unreachable", "connect"]
