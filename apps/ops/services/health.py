"""Is everything there that work needs? Each check is short, and its detail is fit for strangers."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from apps.core import beats, storage

log = structlog.get_logger("pilotba.health")
_FREE_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def check_all() -> list[Check]:
    """Look at database, storage, broker and worker."""
    parts = {"database": _database, "storage": _storage, "broker": _broker, "worker": _worker}
    return [_check(name, look) for name, look in parts.items()]


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except Missing as lack:
        return Check(name, ok=False, detail=str(lack))
    except Exception as error:
        log.warning("health_check_failed", check=name, error=repr(error))
        return Check(name, ok=False, detail="not reachable")


class Missing(Exception):
    """Reachable, but not fit for work; the message says why."""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return connection.vendor


def _storage() -> str:
    key = f"health/{uuid.uuid4().hex}"
    with storage.scratch_dir() as folder:
        probe = folder / "probe"
        probe.write_bytes(b"ok")
        storage.put(key, probe)
    try:
        with storage.open_read(key) as handle:
            if handle.read() != b"ok":
                raise Missing("a file came back changed")
    finally:
        storage.delete(key)
    if shutil.disk_usage(storage.home()).free < _FREE_BYTES:
        raise Missing("less than 200 MB are free")
    return str(settings.PILOTBA.storage)


def _broker() -> str:
    url = settings.CELERY["broker_url"]
    if url.startswith("filesystem"):
        if not os.access(settings.CELERY["broker_transport_options"]["data_folder_in"], os.W_OK):
            raise Missing("the message folder cannot be written to")
        return "files"
    app = import_string(settings.PILOTBA.celery_app)
    with app.connection_for_write(connect_timeout=2) as link:
        link.ensure_connection(max_retries=1, timeout=2)
    return str(url.partition(":")[0])


def _worker() -> str:
    found = len(beats.alive("worker"))
    if not found:
        raise Missing("no worker has been heard of in the last 20 seconds")
    return f"{found} running"
