"""Fills an empty home for `serve`: tables, a person with a token, a dataset of a million points. Prints JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
from django.core.management import call_command

from .common import points_file

COLUMNS = [
    {"id": "c1", "name": "x", "type": "float", "native": "FLOAT"},
    {"id": "c2", "name": "y", "type": "float", "native": "FLOAT"},
    {"id": "c3", "name": "region", "type": "text", "native": "ENUM"},
    {"id": "c4", "name": "amount", "type": "float", "native": "DOUBLE"},
    {"id": "c5", "name": "day", "type": "date", "native": "DATE"},
    {"id": "c6", "name": "id", "type": "integer", "native": "BIGINT"},
]


def main() -> None:
    """Make everything through the models: the import itself is another benchmark's business."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from apps.accounts.models import Membership, Role, User, Visibility, Workspace
    from apps.accounts.services import tokens
    from apps.core.storage import home
    from apps.datasets.models import Dataset, DatasetState, DatasetVersion

    user = User.objects.create_user("bench@example.com")
    workspace = Workspace.objects.create(name="Bench")
    Membership.objects.create(user=user, workspace=workspace, role=Role.ADMIN)
    dataset = Dataset.objects.create(
        owner=user, workspace=workspace, name="Points", table_name="points", state=DatasetState.READY, visibility=Visibility.WORKSPACE
    )
    version = DatasetVersion.objects.create(dataset=dataset, number=1, columns=COLUMNS, row_count=1_000_000)
    hot: Path = home() / "hot" / f"{version.pk}.duckdb"
    hot.parent.mkdir(parents=True, exist_ok=True)
    points_file(hot)
    dataset.current_version = version
    dataset.save()
    issued = tokens.issue(user=user, address="127.0.0.1", agent="bench")
    print(json.dumps({"dataset": dataset.pk, "hot": str(hot), "token": issued["access"] if isinstance(issued, dict) else issued.access}))


if __name__ == "__main__":
    main()
