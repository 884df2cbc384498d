"""What can go wrong with datasets and uploads, in words for people."""

from __future__ import annotations

from apps.core.errors import AppError, Conflict

from .models import Dataset, DatasetState, Upload


class NotReady(Conflict):
    """The dataset has no finished version to read."""

    code = "dataset_not_ready"

    def __init__(self, dataset: Dataset) -> None:
        why = "it is still loading. Try again when it is ready."
        if dataset.state == DatasetState.FAILED:
            why = "its file could not be read. Open it to see why and to upload again."
        super().__init__(f"{dataset.name} has no rows yet: {why}", dataset=dataset.pk, state=dataset.state)


class InUse(Conflict):
    """Something else is built on the dataset, so it stays."""

    code = "dataset_in_use"


class WrongOffset(Conflict):
    """A piece of an upload does not start where the stored bytes end; `details["offset"]` says where they do."""

    code = "wrong_offset"

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"The upload continues at byte {upload.offset}.", offset=upload.offset)


class UploadBusy(AppError):
    """Another request is writing to the same upload."""

    code, status = "upload_busy", 423


class UploadGone(AppError):
    """The upload expired, or its bytes were removed."""

    code, status = "upload_gone", 410


class UploadIncomplete(Conflict):
    """The upload is asked for before its last byte arrived."""

    code = "upload_incomplete"


class ChecksumMismatch(AppError):
    """The piece that arrived is not the piece that was sent (the status is the one tus defines)."""

    code, status = "checksum_mismatch", 460


class StorageFull(AppError):
    """The disk has no room for the bytes; nothing of the piece was kept."""

    code, status = "storage_full", 507


class Restricted(AppError):
    """The person's row rules forbid this way out."""

    code, status = "restricted_by_rules", 403
