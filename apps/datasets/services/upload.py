"""Starting an import: a complete file becomes a dataset, or a new version of one, by a job."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.accounts.models import User, Visibility, Workspace
from apps.accounts.selectors import access_object
from apps.core import audit
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.core.jobs import enqueue, retry
from apps.core.models import Job
from apps.engine.readers import ReadOptions

from ..errors import UploadIncomplete
from ..models import Dataset, DatasetState, Upload, UploadState
from ..selectors.datasets import current_version
from . import checks, names, receiving


def create_from_file(
    *,
    user: User,
    workspace: Workspace,
    path: Path,
    filename: str,
    name: str = "",
    options: dict[str, Any] | None = None,
    move: bool = False,
) -> tuple[Dataset, Job]:
    """Store the file and start its import; answers before anything is parsed.

    `move` takes the file away instead of copying it. Raises FileRefused or TooLarge for what is refused at sight.
    """
    upload = store_file(user=user, workspace=workspace, path=path, filename=filename, move=move)
    return start_import(user=user, upload=upload, name=name, options=options)


def store_file(
    *, user: User, workspace: Workspace, path: Path, filename: str, move: bool = False, dataset: Dataset | None = None
) -> Upload:
    """Take a whole file in as a complete upload, durably on disk."""
    length = path.stat().st_size
    upload = receiving.create_upload(user=user, workspace=workspace, filename=filename, length=length, dataset=dataset)
    try:
        checks.check_head(upload.filename, checks.head_of(path))
        (shutil.move if move else shutil.copyfile)(path, receiving.upload_path(upload))
        receiving.settle(upload)
    except BaseException:
        receiving.terminate(upload)
        raise
    return upload


def start_import(*, user: User, upload: Upload, name: str = "", options: dict[str, Any] | None = None) -> tuple[Dataset, Job]:
    """Turn a complete upload into a loading dataset (or the next version of `upload.dataset`) and enqueue its job.

    Raises UploadIncomplete, Conflict when the upload was already used, InvalidInput for options no reader knows,
    Forbidden when the dataset may not be changed by this person.
    """
    chosen = check_options(options) if options is not None else remembered_options(upload)
    with transaction.atomic():
        _claim(upload, chosen)
        dataset = _target(user, upload, name)
        job = enqueue(
            "datasets.ingest", workspace_id=dataset.workspace_id, owner=user, subject=dataset.pk, dataset=dataset.pk, upload=upload.pk
        )
        dataset.job_id = job.pk
        Dataset.objects.filter(pk=dataset.pk).update(job_id=job.pk)
        Dataset.objects.filter(pk=dataset.pk, current_version=None).update(state=DatasetState.LOADING)  # also after a failed first file
        Upload.objects.filter(pk=upload.pk).update(dataset=dataset)
        audit.record("dataset.upload", user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk,
                     after={"filename": upload.filename, "bytes": upload.length})  # fmt: skip
    return dataset, job


def retry_import(*, user: User, dataset: Dataset) -> Job:
    """Run the dataset's last import again with the same file and options. Conflict when it did not fail, NotFound without one."""
    job = Job.objects.filter(pk=dataset.job_id, kind="datasets.ingest").first()
    if job is None:
        raise NotFound(f"{dataset.name} has no import to run again.")
    with transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk, current_version=None).update(state=DatasetState.LOADING)
        audit.record("dataset.retry", user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk)
        return retry(job)


def profile_again(*, user: User, dataset: Dataset) -> Job:
    """Enqueue a new profile of the current version."""
    version = current_version(dataset)
    return enqueue("datasets.profile", workspace_id=dataset.workspace_id, owner=user, subject=dataset.pk, version=version.pk)


def check_options(options: dict[str, Any] | None) -> dict[str, Any]:
    """Return the read options in their full form; InvalidInput naming the field that does not fit."""
    try:
        return ReadOptions.model_validate(options or {}).model_dump(mode="json", exclude_none=True)
    except ValueError as error:
        fields = {".".join(map(str, e["loc"])): e["msg"] for e in error.errors()} if hasattr(error, "errors") else {}
        raise InvalidInput("These read options are not known. Check the named fields.", fields=fields) from error


def remembered_options(upload: Upload) -> dict[str, Any]:
    """The options the dataset's current version was read with, when the upload is to follow it; the format is left to the new file."""
    version = upload.dataset.current_version if upload.dataset else None
    return {k: v for k, v in version.read_options.items() if k != "format"} if version else {}


def _claim(upload: Upload, options: dict[str, Any]) -> None:
    """Mark the upload used; of two clicks only one wins."""
    if not upload.is_complete:
        raise UploadIncomplete(f"{upload.filename} is not complete yet: {upload.offset:,} of {upload.length:,} bytes arrived.")
    won = Upload.objects.filter(pk=upload.pk, state=UploadState.COMPLETE).update(state=UploadState.USED, options=options)
    if not won:
        raise Conflict(f"{upload.filename} is already being imported.", dataset=upload.dataset_id)
    upload.state, upload.options = UploadState.USED, options


def _target(user: User, upload: Upload, name: str) -> Dataset:
    if upload.dataset_id:
        return access_object(Dataset, user, upload.dataset_id, "edit")
    title = name.strip()[:200] or names.name_from_file(upload.filename)
    return Dataset.objects.create(
        workspace=upload.workspace,
        owner=user,
        name=title,
        table_name=names.free_table_name(upload.workspace, title),
        visibility=Visibility.PRIVATE,
        state=DatasetState.LOADING,
    )
