"""`manage.py verify_audit`: read the whole audit trail and prove that nothing in it was changed or removed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.audit import chain, verify


class Command(BaseCommand):
    """One line for each workspace; fails when a chain does not hold."""

    help = "Check the audit trail's chain of digests and its signatures."

    def handle(self, *args: Any, **options: Any) -> None:
        while chain.seal():
            pass
        found = verify.verify_all()
        for one in found:
            name = one.workspace_id or "installation"
            self.stdout.write(f"{name}: {one.problem}" if one.problem else f"{name}: {one.checked} entries hold, up to number {one.last}")
        if not all(one.ok for one in found):
            raise CommandError("The audit trail does not hold. Keep the database as it is and compare it with a backup.")
