"""How job messages travel. A message is only a wake-up call with the job's id; the row in the database is the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_COMMON: dict[str, Any] = {
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    "task_default_queue": "pilotba",
    "task_acks_late": False,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "worker_send_task_events": False,
    "worker_enable_remote_control": False,
    "worker_max_memory_per_child": 1_500_000,
    "broker_connection_retry_on_startup": True,
    "timezone": "UTC",
}


def filesystem_broker(folder: Path) -> dict[str, Any]:
    """Messages as files in `folder`; the worker looks every 50 ms."""
    for name in ("queue", "control"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,
    }
    return _COMMON | {
        "broker_url": "filesystem://localhost//",
        "broker_transport": "bi_platform.transport:Transport",
        "broker_transport_options": options,
    }


def url_broker(url: str) -> dict[str, Any]:
    """Redis or RabbitMQ; a lost message comes back from the reconciler long before the visibility time-out."""
    options = {"visibility_timeout": 3600} if url.startswith("redis") else {}
    return _COMMON | {"broker_url": url, "broker_transport_options": options, "broker_connection_timeout": 2}
