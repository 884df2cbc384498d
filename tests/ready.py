"""Ready datasets for tests: each file is imported once for each process, and copied under new ids from then on.

The import runs in processes of its own and takes a second; hundreds of tests want nothing but its result.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction

from apps.accounts.models import Visibility
from apps.core import audit, live, storage
from apps.core.ids import new_id
from apps.core.models import Job
from apps.datasets.models import Dataset, Upload
from apps.datasets.selectors import hot_path
from apps.datasets.services.upload import create_from_file

_KEYS = ("parquet_key", "rejects_key")


@dataclass(frozen=True)
class Import:
    """What one import left behind: rows as JSON, stored files and the hot file in a folder, and the ids in them."""

    rows: str
    files: dict[str, Path]
    hot: Path
    ids: dict[str, str]


_kept: dict[tuple[bytes, str, str], Import] = {}


def ready_dataset(user: Any, workspace: Any, path: Path, filename: str = "sales.csv", name: str = "Sales") -> Any:
    """The file as a ready dataset of `user`'s that the workspace sees, as upload and ingest make it."""
    what = (path.read_bytes(), filename, name)
    if what not in _kept:
        made = _imported(user, workspace, path, filename, name)
        _kept[what] = _keep(made, user, workspace)
    else:
        made = _copied(_kept[what], user, workspace, filename, len(what[0]))
    made.visibility = Visibility.WORKSPACE
    made.save(update_fields=["visibility"])
    return made


def _imported(user: Any, workspace: Any, path: Path, filename: str, name: str) -> Any:
    made, job = create_from_file(user=user, workspace=workspace, path=path, filename=filename, name=name)
    job.refresh_from_db()
    assert job.state == "completed", job.error
    made.refresh_from_db()
    return made


def _keep(made: Any, user: Any, workspace: Any) -> Import:
    version = made.current_version
    ids = {"owner": user.pk, "workspace": workspace.pk, "dataset": made.pk, "version": version.pk, "job": made.job_id}
    job, upload = Job.objects.get(pk=made.job_id), Upload.objects.get(dataset=made)
    ids["upload"] = upload.pk
    folder = Path(settings.PILOTBA.home) / "kept" / made.pk
    folder.mkdir(parents=True)
    files = {}
    for key in filter(None, (getattr(version, name) for name in _KEYS)):
        files[key] = Path(shutil.copyfile(storage.local_path(key), folder / str(len(files))))
    hot = Path(shutil.copyfile(hot_path(version.pk), folder / "hot"))
    return Import(serializers.serialize("json", [job, upload, version, made]), files, hot, ids)


def _copied(kept: Import, user: Any, workspace: Any, filename: str, length: int) -> Any:
    ids = {name: new_id() for name in kept.ids} | {"owner": user.pk, "workspace": workspace.pk}

    def renamed(text: str) -> str:
        for name, old in kept.ids.items():
            text = text.replace(old, ids[name])
        return text

    for key, path in kept.files.items():
        storage.put(renamed(key), path)
    hot = hot_path(ids["version"])
    hot.parent.mkdir(parents=True, exist_ok=True)
    os.link(kept.hot, hot)
    with transaction.atomic():
        for row in serializers.deserialize("python", json.loads(renamed(kept.rows))):
            row.save()
        live.publish(f"dataset:{ids['dataset']}", "dataset.ready", {"id": ids["dataset"], "version": 1})
        audit.record("dataset.upload", user=user, workspace_id=workspace.pk, kind="datasets.dataset", object_id=ids["dataset"],
                     after={"filename": filename, "bytes": length})  # fmt: skip
    return Dataset.objects.select_related("current_version").get(pk=ids["dataset"])
