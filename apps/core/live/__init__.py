"""Live events: `publish` on a channel, `register_channel` to say who may listen."""

from .channels import may_listen, register_channel, register_core_channels
from .publish import publish

__all__ = ["may_listen", "publish", "register_channel", "register_core_channels"]
