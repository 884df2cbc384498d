"""The system page's figures."""

from __future__ import annotations

import platform
import shutil
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import psutil
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from apps.core import storage
from apps.core.models import AuditChain, Job, JobState

from .health import check_all
from .layers import layers

_PACKAGES = ("django", "duckdb", "pyarrow", "celery", "channels", "uvicorn")


def overview() -> dict[str, Any]:
    """Return everything that the page shows."""
    disk = shutil.disk_usage(storage.home())
    processes = family()
    return {
        "checks": check_all(),
        "versions": [("Python", platform.python_version()), *((name, version(name)) for name in _PACKAGES)],
        "profile": settings.PILOTBA.profile,
        "database": connection.vendor,
        "home": str(storage.home()),
        "disk_free": disk.free,
        "disk_share": round(100 * disk.used / disk.total),
        "processes": processes,
        "memory": sum(row["bytes"] for row in processes),
        "layers": (found := layers()),
        "open_to_all": all(layer.active for layer in found if layer.needed),
        "broken_trails": list(AuditChain.objects.exclude(problem="").values_list("workspace_id", "problem")),
        "queue": queue(),
        "failed": list(Job.objects.filter(state=JobState.FAILED).order_by("-finished_at")[:10]),
    }


def queue() -> dict[str, int]:
    """Jobs by state: unfinished ones, and what ended in the last day."""
    since = timezone.now() - timedelta(days=1)
    rows = Job.objects.exclude(finished_at__lt=since).values_list("state").annotate(n=Count("pk"))
    return {str(state.label): dict(rows).get(str(state), 0) for state in JobState}


def family() -> list[dict[str, Any]]:
    """The processes around this one (the supervisor's family, else our own) with the memory each really costs (PSS)."""
    me = psutil.Process()
    parent = me.parent()
    top = parent if parent and "bi_platform.run" in " ".join(_command(parent)) else me
    return [_describe(process) for process in [top, *top.children(recursive=True)] if process.is_running()]


def _describe(process: psutil.Process) -> dict[str, Any]:
    return {"pid": process.pid, "name": _role(_command(process)), "bytes": _memory(process)}


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.uss))
    except psutil.Error:
        return 0


_ROLES = {
    "bi_platform.run.web": "web",
    "bi_platform.run.scheduler": "scheduler",
    "bi_platform.run.worker": "worker",
    "bi_platform.run": "supervisor",
}


def _role(command: list[str]) -> str:
    text = " ".join(command)
    return next((role for mark, role in _ROLES.items() if mark in text), "query process" if "duck" in text else "helper")
