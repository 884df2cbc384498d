from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        from . import live, logs

        logs.configure()
        live.register_core_channels()
        post_migrate.connect(_guard_the_trail, sender=self)


def _guard_the_trail(using: str, **facts: Any) -> None:
    """SQLite drops triggers whenever a migration rebuilds a table, so they are set up again after every one."""
    from .audit import triggers

    triggers.install(connections[using])
