"""Resumable uploads: the tus 1.0 protocol (core, creation, termination, expiration, checksum) at /uploads/."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.urls import reverse
from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import access_workspace
from apps.core.errors import AppError, InvalidInput

from ..models import Upload
from ..selectors import access_dataset, access_upload
from ..services.receiving import append, create_upload, terminate
from .common import person, workspace_of

VERSION = "1.0.0"
_CHECKSUMS = ("sha256", "sha1")
_BODY = "application/offset+octet-stream"


class Protocol(AppError):
    """The client speaks another version of tus."""

    code, status = "tus_version", 412


class WrongBody(AppError):
    code, status = "unsupported_media_type", 415


class TusView(APIView):
    """What both endpoints share: the version check and the headers that every answer carries."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Rights first; then nothing but OPTIONS goes on without the protocol's version."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise Protocol(f"Send Tus-Resumable: {VERSION}.", supported=[VERSION])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Tus-Resumable"], final["Tus-Version"] = VERSION, VERSION
        final["Cache-Control"] = "no-store"
        return final

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What this server can do."""
        abilities = {
            "Tus-Extension": "creation,termination,expiration,checksum",
            "Tus-Max-Size": str(settings.PILOTBA.max_upload_bytes),
            "Tus-Checksum-Algorithm": ",".join(_CHECKSUMS),
        }
        return Response(status=204, headers=abilities)


class Uploads(TusView):
    """Where uploads are created."""

    def post(self, request: Request) -> Response:
        """Open an upload: Upload-Length, and Upload-Metadata with `filename` and, for a new version, `dataset`."""
        told = _metadata(request.headers.get("Upload-Metadata", ""))
        user = person(request)
        dataset = access_dataset(user, told["dataset"], "edit") if told.get("dataset") else None
        workspace = access_workspace(user, dataset.workspace_id if dataset else workspace_of(request).pk, "edit")
        name = told.get("filename") or told.get("name", "")
        made = create_upload(user=user, workspace=workspace, filename=name, length=_number(request, "Upload-Length"), dataset=dataset)
        location = reverse("datasets:upload-piece", args=[made.pk])
        return Response(status=201, headers={"Location": location, **_state(made)})


class UploadPiece(TusView):
    """One upload: ask how far it is, send the next piece, or drop it."""

    def head(self, request: Request, upload_id: str) -> Response:
        """How many bytes are stored."""
        found = access_upload(person(request), upload_id)
        return Response(status=200, headers={**_state(found), "Upload-Length": str(found.length)})

    def patch(self, request: Request, upload_id: str) -> Response:
        """Append the body at Upload-Offset; 204 says that its bytes are on disk."""
        found = access_upload(person(request), upload_id)
        if request.headers.get("Content-Type") != _BODY:
            raise WrongBody(f"Send the piece as {_BODY}.")
        body = cast("BinaryIO", request._request)  # noqa: SLF001 -- DRF would look for a parser; a request reads like a file
        written = append(found, offset=_number(request, "Upload-Offset"), body=body, checksum=_checksum(request))
        return Response(status=204, headers=_state(written))

    def delete(self, request: Request, upload_id: str) -> Response:
        """Drop the upload and its bytes."""
        terminate(access_upload(person(request), upload_id))
        return Response(status=204)


def _state(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": http_date(upload.expires_at.timestamp())}


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(f"Send {header} as a whole number of bytes.", fields={header: "Missing, or no number."})
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """Read `key base64, key base64`."""
    told: dict[str, str] = {}
    try:
        for pair in filter(None, (part.strip() for part in header.split(","))):
            key, _, value = pair.partition(" ")
            told[key] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InvalidInput("Upload-Metadata holds keys with base64 values.", fields={"Upload-Metadata": "Not base64."}) from error
    return told


def _checksum(request: Request) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if not header:
        return None
    name, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if name not in _CHECKSUMS or len(digest) != hashlib.new(name, usedforsecurity=False).digest_size:
        raise InvalidInput(f"Upload-Checksum is one of {', '.join(_CHECKSUMS)} and a base64 digest.", fields={"Upload-Checksum": "Bad."})
    return name, digest
