"""Celery messages as files: kombu's own transport, made safe against being killed at any moment.

kombu writes a message in place, so a reader could see half of it, and keeps a table of queues in a file that a kill can leave
empty. Here a message appears by a rename, and a queue is always bound to the exchange of its own name.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Files `<time>-<random>.<queue>.msg` in one folder."""

    def get_table(self, exchange: str) -> list[Any]:
        return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        """Nothing to remember."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu names it both ways
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg"
        draft = Path(self.data_folder_out) / f".{name}"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(draft.with_name(name))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(Path(self.data_folder_in).glob(f"[0-9]*.{queue}.msg")):
            mine = path.with_name(f".taken-{path.name}")
            try:
                path.rename(mine)  # of several workers one succeeds
            except OSError:
                continue
            text = mine.read_text(encoding="utf-8")
            mine.unlink()
            return loads(text)
        raise Empty


class Transport(filesystem.Transport):
    """See the module."""

    Channel = Channel
