"""From finished files to the current version: files under fresh keys first, then one transaction that switches."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone

from apps.core import storage
from apps.core.errors import NotFound
from apps.core.ids import new_id
from apps.core.live import publish
from apps.engine.ingest import IngestResult

from ..models import Dataset, DatasetState, DatasetVersion, LooseFile, Upload
from ..selectors.hot import hot_path
from . import drift


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is not published yet. Every attempt has its own id, so no two ever write the same file."""

    dataset: str
    fields: dict[str, Any]
    columns: tuple[Any, ...]
    id: str = field(default_factory=new_id)

    @classmethod
    def of(cls, dataset: Dataset, upload: Upload, made: IngestResult, profile: dict[str, Any] | None, warnings: list[str]) -> Draft:
        return cls(
            dataset.pk,
            {
                "row_count": made.row_count,
                "rejected_count": made.rejected_count,
                "bytes": made.parquet.stat().st_size,
                "profile": profile,
                "quality": (profile or {}).get("quality_score"),
                "warnings": [*made.warnings, *warnings],
                "read_options": made.options.model_dump(mode="json", exclude_none=True),
                "filename": upload.filename,
                "created_by_id": upload.owner_id,
                "rejects_key": f"datasets/{dataset.pk}/{{id}}/rejects.csv" if made.rejects else "",
            },
            tuple(made.columns),
        )

    @property
    def parquet_key(self) -> str:
        return f"datasets/{self.dataset}/{self.id}/data.parquet"

    @property
    def rejects_key(self) -> str:
        return str(self.fields["rejects_key"]).format(id=self.id)


def store_files(draft: Draft, made: IngestResult) -> None:
    """Write the version's files where they will stay. Each key is noted as loose first, so that a crash leaves nothing untracked."""
    for key, path in ((draft.parquet_key, made.parquet), (draft.rejects_key, made.rejects)):
        if key and path:
            LooseFile.objects.get_or_create(key=key)
            storage.put(key, path)
    hot = hot_path(draft.id)
    hot.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made.hot, hot.with_suffix(".new"))
    os.replace(hot.with_suffix(".new"), hot)  # noqa: PTH105 -- the atomic rename is the point


def publish_version(draft: Draft, *, job_id: str) -> DatasetVersion:
    """Make the draft the dataset's current version and announce it once. Call inside the job's commit.

    Raises NotFound when the dataset was deleted meanwhile; its files are then left to the sweep.
    """
    dataset = Dataset.objects.select_for_update().filter(pk=draft.dataset).first()
    if dataset is None:
        raise NotFound("The dataset was deleted while its file was being read.")
    before = dataset.current_version.columns if dataset.current_version else []
    columns = drift.carry_ids(before, draft.columns)
    profile = with_ids(draft.fields["profile"], columns)
    fields = draft.fields | {"profile": profile, "rejects_key": draft.rejects_key, "parquet_key": draft.parquet_key, "columns": columns}
    changes = drift.compare(before, columns) if before else {}
    version = add_version(dataset, id=draft.id, job_id=job_id, drift=changes, **fields)
    LooseFile.objects.filter(key__in=[draft.parquet_key, draft.rejects_key]).delete()
    return version


def with_ids(profile: dict[str, Any] | None, columns: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The profile with the ids that its columns have in this dataset."""
    ids = {c["name"]: c["id"] for c in columns}
    return profile and profile | {"columns": [c | {"id": ids.get(c["name"])} for c in profile["columns"]]}


def add_version(dataset: Dataset, **fields: Any) -> DatasetVersion:
    """Add the next version of a locked dataset, make it current, and announce it with the one `dataset.ready`."""
    last = dataset.versions.aggregate(last=Max("number"))["last"] or 0
    version = DatasetVersion.objects.create(dataset=dataset, number=last + 1, **fields)
    Dataset.objects.filter(pk=dataset.pk).update(current_version=version, state=DatasetState.READY, updated_at=timezone.now())
    dataset.current_version, dataset.state = version, DatasetState.READY
    publish(
        f"dataset:{dataset.pk}",
        "dataset.ready",
        {"dataset": dataset.pk, "version": version.pk, "number": version.number, "row_count": version.row_count, "drift": version.drift},
    )
    return version
