"""All of a person's data as a file for themselves: made by a job, taken once, gone after a week."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, Model, OneToOneField
from django.utils import timezone

from apps.core import audit, storage
from apps.core.errors import Conflict, NotFound
from apps.core.ids import new_id
from apps.core.jobs import JobRun, enqueue
from apps.core.models import AuditEntry, Job

from ..models import PersonalExport, User

KIND = "accounts.personal_export"
LIFE = timedelta(days=7)
_SECRET = ("password", "digest", "current", "secret", "session_key", "data", "epoch", "hint", "signature")
Files = Callable[[User], Iterator[tuple[str, Path]]]
_files: list[Files] = []


def register_files(source: Files) -> None:
    """Let an app add a person's own files to the export: (name in the ZIP, path) of each."""
    _files.append(source)


@transaction.atomic
def start_export(*, user: User) -> Job:
    """Begin to gather. Raises Conflict while another one is under way."""
    User.objects.select_for_update().get(pk=user.pk)
    if Job.objects.filter(kind=KIND, owner=user, state__in=("queued", "running")).exists():
        raise Conflict("Your data is being gathered already.")
    audit.record("person.export", user=user, workspace_id="", kind="user", object_id=user.pk, after={"state": "asked"})
    return enqueue(KIND, workspace_id="", owner=user, subject=f"person:{user.pk}")


def open_export(user: User) -> PersonalExport | None:
    """The newest file that can still be taken."""
    found = PersonalExport.objects.filter(user=user, taken_at=None, expires_at__gt=timezone.now()).exclude(storage_key="")
    return found.order_by("-created_at").first()


@transaction.atomic
def take_export(*, user: User) -> BinaryIO:
    """Open the file for the one time that it can be taken; it is removed from storage. Raises NotFound when there is none."""
    found = PersonalExport.objects.select_for_update().filter(pk=getattr(open_export(user), "pk", None), taken_at=None).first()
    if found is None:
        raise NotFound("There is no export to take. Ask for one in the settings; it can be taken once, for a week.")
    stream = _copied(found.storage_key)
    key, found.storage_key, found.taken_at = found.storage_key, "", timezone.now()
    found.save(update_fields=["storage_key", "taken_at", "updated_at"])
    audit.record("person.export", user=user, workspace_id="", kind="user", object_id=user.pk, after={"state": "taken"})
    transaction.on_commit(lambda: storage.delete(key))
    return stream


def _copied(key: str) -> BinaryIO:
    """The file in a nameless one of our own, because the stored one is deleted before the last byte is sent."""
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  -- whoever sends it closes it
    with storage.open_read(key) as stored:
        shutil.copyfileobj(stored, copy)
    copy.seek(0)
    return copy


def make_export(run: JobRun) -> dict[str, Any]:
    """The job: write the ZIP, store it, say that it is there."""
    user = run.job.owner
    if user is None:
        raise NotFound("This person is gone.")
    key = f"personal/{new_id()}.zip"
    with storage.scratch_dir() as folder:
        path = folder / "export.zip"
        _write(user, path, run)
        storage.put(key, path)
        size = path.stat().st_size
    with run.commit(result={"bytes": size}, final=True):
        PersonalExport.objects.create(user=user, storage_key=key, bytes=size, expires_at=timezone.now() + LIFE)
    return {"bytes": size}


def remove_expired() -> int:
    """Delete the files whose week is over; returns how many."""
    old = PersonalExport.objects.filter(expires_at__lte=timezone.now())
    for export in old:
        if export.storage_key:
            storage.delete(export.storage_key)
    return old.delete()[0]


def rows_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that belongs to the person, by model; secrets and their hashes are left out."""
    found: dict[str, list[dict[str, Any]]] = {User._meta.label_lower: [_plain(user)]}
    for model in apps.get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, ForeignKey | OneToOneField) and f.related_model is User]
        rows = {row.pk: _plain(row) for name in names for row in model._default_manager.filter(**{name: user.pk})}
        if rows:
            found[model._meta.label_lower] = list(rows.values())
    return found


def _plain(row: Model) -> dict[str, Any]:
    kept = [f for f in row._meta.concrete_fields if not any(part in f.name for part in _SECRET) or isinstance(row, AuditEntry)]
    return {field.attname: field.value_from_object(row) for field in kept}


def _write(user: User, path: Path, run: JobRun) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for label, rows in rows_of(user).items():
            run.check()
            out.writestr(f"{label}.json", json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for source in _files:
            for name, file in source(user):
                run.check()
                out.write(file, f"files/{name}")
