"""`manage.py rotate_encryption_key`: a new key for secrets at rest, and every stored secret sealed under it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.core import rotation


class Command(BaseCommand):
    """Safe to repeat, and while the product runs: other processes find the new key when they meet it."""

    help = "Make a new key for secrets at rest (with PILOTBA_ENCRYPTION_KEYS: put it in front first) and seal everything under it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and say what was done."""
        for name, rows in rotation.rotate().items():
            self.stdout.write(f"{name}: {rows}")
        self.stdout.write("Done. Backups made before still need the old key.")
