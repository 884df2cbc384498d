"""Looking at a complete upload before its import."""

from __future__ import annotations

from typing import Any

from apps.engine.readers import Preview, ReadOptions, sniff

from ..errors import UploadGone
from ..models import Upload
from .receiving import upload_path
from .upload import check_options, remembered_options


def preview_upload(upload: Upload, options: dict[str, Any] | None) -> Preview:
    """Read the first rows of an upload in the sandbox; FileRefused with the place when it cannot be read.

    Without options, a new version of a dataset starts from those of its current version.
    """
    path = upload_path(upload)
    if not path.exists():
        raise UploadGone("The uploaded file is no longer kept. Upload it again.")
    chosen = check_options(options) if options is not None else remembered_options(upload)
    return sniff(path, upload.filename, ReadOptions.model_validate(chosen))
