"""Going back: an older version becomes current again as a new version of its own."""

from __future__ import annotations

import os
from contextlib import suppress

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit

from ..models import Dataset, DatasetVersion
from ..selectors.datasets import version_of
from ..selectors.hot import hot_path
from . import drift
from .publishing import add_version

_COPIED = ("parquet_key", "rejects_key", "columns", "row_count", "rejected_count", "bytes", "profile", "quality", "warnings",
           "read_options", "filename")  # fmt: skip


@transaction.atomic
def restore_version(*, user: User, dataset: Dataset, number: int) -> DatasetVersion:
    """Publish version `number` again as the newest one; its files are shared, nothing is copied. NotFound for an unknown number."""
    locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
    old = version_of(locked, number)
    if locked.current_version_id == old.pk:
        return old
    before = locked.current_version.columns if locked.current_version else []
    fields = {name: getattr(old, name) for name in _COPIED}
    version = add_version(locked, **fields, created_by=user, restored_from=old.number, drift=drift.compare(before, old.columns))
    _share_hot(old, version)
    audit.record("dataset.restore", user=user, workspace_id=locked.workspace_id, kind="datasets.dataset", object_id=locked.pk,
                 after={"number": version.number, "restored_from": old.number})  # fmt: skip
    return version


def _share_hot(old: DatasetVersion, new: DatasetVersion) -> None:
    """Give the new version the old one's hot file under its own name; without one it is rebuilt when first read."""
    with suppress(OSError):
        os.link(hot_path(old.pk), hot_path(new.pk))
