"""Whole-file uploads, and what follows a resumable one: preview, then import."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import access_workspace
from apps.core.errors import InvalidInput

from ..models import Upload
from ..selectors import access_dataset, access_upload, complete_upload
from ..services.checks import check_size
from ..services.previews import preview_upload
from ..services.receiving import terminate, uploads_dir
from ..services.upload import check_options, start_import, store_file
from . import intake
from .common import accepted, body, form, options_in, person, workspace_of


@api_view(["POST"])
@parser_classes([MultiPartParser, FormParser])
def upload(request: Request) -> Response:
    """Upload a file (`file`, optional `name` and `options` JSON) as a new dataset.

    Answers 202 with the job at once; what cannot be a table at sight (empty, too large, a picture, an unknown ending) is
    refused with its reason instead, and nothing is kept of it. Everything else is for the job to find out.
    """
    access_workspace(person(request), workspace_of(request).pk, "edit")
    stored, options = _received(request)
    return accepted(*start_import(user=person(request), upload=stored, name=str(form(request).get("name", "")), options=options))


@api_view(["POST"])
@parser_classes([MultiPartParser, FormParser])
def new_version(request: Request, dataset_id: str) -> Response:
    """Upload a file (`file`, optional `options`) as the next version of a dataset; without options those of the last version are used."""
    dataset = access_dataset(person(request), dataset_id, "edit")
    stored, options = _received(request, dataset=dataset)
    return accepted(*start_import(user=person(request), upload=stored, options=options))


@api_view(["GET", "DELETE"])
def upload_item(request: Request, upload_id: str) -> Response:
    """How far an upload of your own has come, or forget it."""
    found = access_upload(person(request), upload_id)
    if request.method == "DELETE":
        terminate(found)
        return Response(status=204)
    return Response(_plain(found))


@api_view(["POST"])
def preview(request: Request, upload_id: str) -> Response:
    """How a complete upload would be read with these `options`: columns, types, first rows, warnings."""
    options = options_in(body(request, "options"))
    return Response(preview_upload(complete_upload(person(request), upload_id), options).as_dict())


@api_view(["POST"])
def import_upload(request: Request, upload_id: str) -> Response:
    """Turn a complete upload into a dataset (optional `name`, `options`); 202 with the job."""
    data = body(request, "name", "options")
    found = complete_upload(person(request), upload_id)
    return accepted(*start_import(user=person(request), upload=found, name=str(data.get("name", "")), options=options_in(data)))


def _received(request: Request, **target: Any) -> tuple[Upload, dict[str, Any] | None]:
    """Store the file of the body; the options are checked first, so that a typo costs no second upload."""
    options = options_in(form(request))
    check_options(options)
    with tempfile.TemporaryDirectory(dir=uploads_dir(), prefix="whole-") as folder:
        path, name = _file(request, Path(folder) / "file")
        stored = store_file(user=person(request), workspace=workspace_of(request), path=path, filename=name, move=True, **target)
    return stored, options


def _file(request: Request, free: Path) -> tuple[Path, str]:
    """The file on disk and its name: received by the intake, or by Django itself (under WSGI and in tests)."""
    streamed = getattr(request, "scope", {}).get(intake.KEY)
    if streamed is not None:
        check_size(streamed.length or 1)
        if streamed.filename:
            return streamed.path, streamed.filename
    file = None if streamed else form(request).get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidInput("The request carries no file. Send it as the multipart field `file`.", fields={"file": "Missing."})
    if isinstance(file, TemporaryUploadedFile):
        return Path(file.temporary_file_path()), file.name or ""
    with free.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return free, file.name or ""


def _plain(found: Upload) -> dict[str, Any]:
    names = ("id", "filename", "length", "offset", "state", "expires_at", "dataset_id")
    return {name: getattr(found, name) for name in names}
