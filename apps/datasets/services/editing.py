"""Names, descriptions and notes on columns; and deleting a dataset for good."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Grant, User
from apps.core import audit
from apps.core.errors import InvalidInput, StaleVersion
from apps.core.formats import read_format
from apps.core.jobs import cancel
from apps.core.models import Job
from apps.core.models.jobs import FINAL

from ..errors import InUse
from ..models import Dataset, DatasetVersion, LooseFile
from . import names
from .dependents import dependents_of

KIND = "datasets.dataset"


@transaction.atomic
def update_dataset(*, user: User, dataset: Dataset, expected: int | None = None, **changes: Any) -> Dataset:
    """Change name, description, table_name or notes (by column id: {label, description, format}) and return the stored dataset.

    `expected` is the version the change was made on; StaleVersion when somebody saved in between. Raises InvalidInput with the
    field that does not fit, Conflict when the table name is taken.
    """
    clean = _checked(dataset, changes)
    before = {name: getattr(dataset, name) for name in clean}
    if clean and clean != before:
        rows = Dataset.objects.filter(pk=dataset.pk, version=dataset.version if expected is None else expected)
        if not rows.update(**clean, version=F("version") + 1, updated_at=timezone.now()):
            raise StaleVersion(f"Somebody else changed {dataset.name} meanwhile. Reload it and make your change again.")
        audit.record(
            "dataset.update", user=user, workspace_id=dataset.workspace_id, kind=KIND, object_id=dataset.pk, before=before, after=clean
        )
    return Dataset.objects.select_related("current_version", "owner").get(pk=dataset.pk)


def _checked(dataset: Dataset, changes: dict[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    if "name" in changes:
        clean["name"] = str(changes["name"]).strip()[:200]
        if not clean["name"]:
            raise InvalidInput("A dataset needs a name.", fields={"name": "Enter a name."})
    if "description" in changes:
        clean["description"] = str(changes["description"]).strip()[:5000]
    if "table_name" in changes:
        clean["table_name"] = names.check_table_name(dataset, str(changes["table_name"]).strip())
    if "notes" in changes:
        clean["notes"] = _notes(dataset, changes["notes"])
    return clean


def _notes(dataset: Dataset, given: Any) -> dict[str, dict[str, Any]]:
    """Merge notes on columns into the stored ones; an empty note is removed."""
    known = {c["id"] for c in dataset.current_version.columns} if dataset.current_version else set()
    if not isinstance(given, dict) or set(given) - known:
        raise InvalidInput("Notes belong to columns of the dataset, by column id.", fields={"notes": "Unknown column."})
    notes = dict(dataset.notes)
    for column, note in given.items():
        kept = notes.get(column, {}) | {k: str(v).strip()[:500] for k, v in dict(note).items() if k in ("label", "description")}
        if "format" in note:
            kept["format"] = read_format(note["format"]).plain() if note["format"] else {}
        notes[column] = {k: v for k, v in kept.items() if v}
    return {column: note for column, note in notes.items() if note}


def delete_dataset(*, user: User, dataset: Dataset, expected: int | None = None) -> None:
    """Delete a dataset with its versions and uploads; its files go with the next sweep.

    Raises InUse (409) listing what is built on it, StaleVersion when somebody saved since `expected`.
    """
    found = dependents_of(dataset)
    if found:
        used = [{"kind": one.kind, "name": one.name, "url": one.url} for one in found]
        raise InUse(f"{dataset.name} is used by {_listed([one.name for one in found])}. Delete those first.", dependents=used)
    with transaction.atomic():
        locked = (
            Dataset.objects.select_for_update().filter(pk=dataset.pk, version=dataset.version if expected is None else expected).first()
        )
        if locked is None:
            raise StaleVersion(f"Somebody else changed {dataset.name} meanwhile. Reload it before you delete it.")
        _stop_jobs(locked)
        _loosen_files(locked)
        audit.record("dataset.delete", user=user, workspace_id=locked.workspace_id, kind=KIND, object_id=locked.pk,
                     before={"name": locked.name, "table_name": locked.table_name})  # fmt: skip
        Grant.objects.filter(kind=KIND, object_id=locked.pk).delete()
        locked.delete()


def _stop_jobs(dataset: Dataset) -> None:
    for job in Job.objects.filter(subject=dataset.pk, kind__startswith="datasets.").exclude(state__in=FINAL):
        cancel(job)


def _loosen_files(dataset: Dataset) -> None:
    keys = DatasetVersion.objects.filter(dataset=dataset).values_list("parquet_key", "rejects_key")
    loose = {key for pair in keys for key in pair if key}
    LooseFile.objects.bulk_create([LooseFile(key=key) for key in loose], ignore_conflicts=True)


def _listed(names_: list[str]) -> str:
    shown = ", ".join(names_[:3])
    return shown if len(names_) <= 3 else f"{shown} and {len(names_) - 3} more"
