"""From an id to a dataset, and lists of them; both filtered by rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import Q, QuerySet

from apps.accounts.models import User, Workspace
from apps.accounts.selectors import Need, access_object, visible
from apps.core import storage
from apps.core.errors import NotFound

from ..errors import NotReady
from ..models import Dataset, DatasetVersion


def access_dataset(user: User, dataset_id: str, need: Need = "view") -> Dataset:
    """Return the dataset; NotFound when the person may not even see it, Forbidden when seeing is all they may."""
    return access_object(Dataset, user, dataset_id, need)


def visible_datasets(user: User, workspace: Workspace, search: str = "") -> QuerySet[Dataset]:
    """All datasets of the workspace that the person may look at, newest change first."""
    found = visible(Dataset, user).filter(workspace=workspace)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(table_name__icontains=search) | Q(description__icontains=search))
    return found.select_related("current_version", "owner").order_by("-updated_at", "-id")


def current_version(dataset: Dataset) -> DatasetVersion:
    """Return the current version; NotReady (409) when the first import has not finished, or failed."""
    if dataset.current_version is None:
        raise NotReady(dataset)
    return dataset.current_version


def version_of(dataset: Dataset, number: int) -> DatasetVersion:
    """Return one version by its number; NotFound when the dataset has none of that number."""
    found = dataset.versions.filter(number=number).first()
    if found is None:
        raise NotFound(f"{dataset.name} has no version {number}.")
    return found


def files_of(user: User) -> Iterator[tuple[str, Path]]:
    """The files of a person's own datasets, for the export of their data: the Parquet of every current version."""
    for dataset in Dataset.objects.select_related("current_version").filter(owner=user).exclude(current_version=None):
        version = dataset.current_version
        if version is not None and storage.exists(version.parquet_key):
            yield f"{dataset.pk}.parquet", storage.local_path(version.parquet_key)


def may_listen(user: User, dataset_id: str) -> bool:
    """Whether the person may hear the events of a dataset: whoever may look at it may."""
    return visible(Dataset, user).filter(pk=dataset_id).exists()
