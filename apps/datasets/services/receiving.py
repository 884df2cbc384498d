"""Receiving files in pieces (the server side of tus 1.0): every acknowledged byte is on disk before it is acknowledged."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from apps.accounts.models import User, Workspace
from apps.accounts.selectors import access_workspace
from apps.core import storage
from apps.core.errors import TooLarge

from ..errors import ChecksumMismatch, StorageFull, UploadBusy, UploadGone, WrongOffset
from ..models import Dataset, Upload, UploadState
from . import checks

LIFETIME = timedelta(hours=24)
_PIECE = 1 << 20


def uploads_dir() -> Path:
    """The folder that holds uploads under way. Several web or worker machines must share it."""
    folder = storage.home() / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def upload_path(upload: Upload) -> Path:
    """Where the bytes of an upload lie."""
    return uploads_dir() / upload.pk


def create_upload(*, user: User, workspace: Workspace, filename: str, length: int, dataset: Dataset | None = None) -> Upload:
    """Open an upload of `length` bytes; `dataset` when it is to become a new version of it.

    Raises Forbidden for viewers, FileRefused or TooLarge by name and size.
    """
    access_workspace(user, workspace.pk, "edit")
    name = checks.clean_filename(filename)
    checks.check_name(name)
    checks.check_size(length)
    upload = Upload(workspace=workspace, owner=user, dataset=dataset, filename=name, length=length, expires_at=_expiry())
    upload_path(upload).touch()
    _sync_folder(uploads_dir())
    upload.save(force_insert=True)
    return upload


def append(upload: Upload, *, offset: int, body: BinaryIO, checksum: tuple[str, bytes] | None = None) -> Upload:
    """Write the bytes of `body` at `offset` and return the upload with its new offset.

    Raises WrongOffset when the stored bytes end elsewhere, TooLarge when the body runs over the declared length, ChecksumMismatch,
    StorageFull, UploadBusy while another request writes, FileRefused when the first bytes belong to no table.
    """
    with _locked(upload) as file:
        upload.refresh_from_db()
        if offset != upload.offset or upload.is_complete:
            raise WrongOffset(upload)
        file.truncate(offset)  # bytes that a crash left behind were never acknowledged
        file.seek(offset)
        written = _write(file, body, upload.length - offset, checksum)
        if offset == 0 and written:
            _check_first_bytes(upload, file)
        return _acknowledge(upload, offset + written)


def settle(upload: Upload) -> Upload:
    """Acknowledge a file that was put in place whole."""
    with upload_path(upload).open("rb") as file:
        os.fsync(file.fileno())
    _sync_folder(uploads_dir())
    return _acknowledge(upload, upload.length)


def terminate(upload: Upload) -> None:
    """Forget an upload and its bytes."""
    path = upload_path(upload)
    upload.delete()
    path.unlink(missing_ok=True)


def _write(file: BinaryIO, body: BinaryIO, room: int, checksum: tuple[str, bytes] | None) -> int:
    digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    start, written = file.tell(), 0
    try:
        while piece := body.read(_PIECE):
            if (written := written + len(piece)) > room:
                raise TooLarge(f"The upload was declared shorter: only {room:,} bytes are missing.", room=room)
            file.write(piece)
            if digest:
                digest.update(piece)
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        file.truncate(start)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull("The disk has no room for this file. Ask an administrator to free some, then resume the upload.") from error
        raise
    if checksum and digest and digest.digest() != checksum[1]:
        file.truncate(start)
        raise ChecksumMismatch("The piece was damaged on its way. Send it again.")
    return written


def _check_first_bytes(upload: Upload, file: BinaryIO) -> None:
    file.seek(0)
    try:
        checks.check_head(upload.filename, file.read(checks.HEAD_BYTES))
    except Exception:
        terminate(upload)
        raise


def _acknowledge(upload: Upload, offset: int) -> Upload:
    upload.offset = offset
    upload.state = UploadState.COMPLETE if offset == upload.length else UploadState.RECEIVING
    upload.expires_at = _expiry()
    upload.save(update_fields=["offset", "state", "expires_at", "updated_at"])
    return upload


@contextmanager
def _locked(upload: Upload) -> Iterator[BinaryIO]:
    """Hold the upload's file alone; the lock ends with the process, however that ends."""
    try:
        file = upload_path(upload).open("r+b")
    except FileNotFoundError as error:
        raise UploadGone("This upload is no longer kept. Start it again.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy("Another request is writing to this upload. Resume when it has ended.") from error
        yield file


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
