"""Telling the web processes that there are new events. With SQLite they see it themselves."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

GROUP = "live"
log = logging.getLogger(__name__)


def wake() -> None:
    """Ring once; a lost ring costs a few seconds, since every hub also looks by itself."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(GROUP, {"type": "wake"})
    except Exception:
        log.warning("live_wake_failed", exc_info=True)
