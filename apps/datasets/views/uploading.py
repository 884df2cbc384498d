"""Uploading: the drop zone, the preview with its corrections, and the start of the import."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.selectors import access_workspace
from apps.core.errors import AppError, InvalidInput
from apps.engine.errors import EngineError

from ..models import Upload
from ..selectors import access_dataset, complete_upload
from ..services import drift
from ..services.checks import ENDINGS
from ..services.names import name_from_file
from ..services.previews import preview_upload
from ..services.upload import start_import
from .common import go, person, signed

TYPES = (("text", "Text"), ("integer", "Whole number"), ("float", "Number"), ("decimal", "Exact number"), ("boolean", "Yes or no"),
         ("date", "Date"), ("timestamp", "Date and time"), ("time", "Time"), ("json", "JSON"))  # fmt: skip
SHOWN_COLUMNS = 200


@require_safe
def upload(request: HttpRequest) -> HttpResponse:
    """The drop zone; `?dataset=` makes the file the next version of that dataset."""
    user, workspace = signed(request)
    wanted = request.GET.get("dataset", "")
    dataset = access_dataset(user, wanted, "edit") if wanted else None
    access_workspace(user, dataset.workspace_id if dataset else workspace.pk, "edit")
    context = {
        "section": "datasets",
        "dataset": dataset,
        "limit": settings.PILOTBA.max_upload_bytes,
        "accept": ",".join((*ENDINGS, ".gz", ".zst", ".zip")),
    }
    return render(request, "datasets/upload.html", context)


@require_POST
def preview(request: HttpRequest, upload_id: str) -> HttpResponse:
    """The first rows as they would be read with the posted `options`, as a part of the upload page."""
    found = complete_upload(person(request), upload_id)
    options = _options(request)
    context: dict[str, Any] = {"upload": found, "name": request.POST.get("name") or name_from_file(found.filename), "types": TYPES}
    try:
        made = preview_upload(found, options)
    except (EngineError, AppError) as error:
        return render(request, "datasets/_preview_failed.html", context | {"error": error, "options": options or {}}, status=200)
    plain = made.as_dict()
    context |= {"preview": made, "options": plain["options"], "columns": made.columns[:SHOWN_COLUMNS], "drift": _drift(found, made)}
    context |= {"more_columns": max(0, len(made.columns) - SHOWN_COLUMNS), "rows": [row[:SHOWN_COLUMNS] for row in made.rows]}
    return render(request, "datasets/_preview.html", context)


@require_POST
def start(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Start the import and lead to the dataset's page, where it shows its progress."""
    user = person(request)
    found = complete_upload(user, upload_id)
    dataset, _ = start_import(user=user, upload=found, name=request.POST.get("name", ""), options=_options(request))
    return go(request, dataset.path)


def _options(request: HttpRequest) -> dict[str, Any] | None:
    text = request.POST.get("options", "")
    if not text:
        return None
    try:
        options = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput("`options` is not JSON.", fields={"options": "Not JSON."}) from error
    if not isinstance(options, dict):
        raise InvalidInput("`options` is a JSON object.", fields={"options": "Send an object."})
    return options


def _drift(found: Upload, made: Any) -> dict[str, Any]:
    """What would change in the columns of the dataset that the upload is for."""
    version = found.dataset.current_version if found.dataset else None
    if version is None:
        return {}
    after = [{"name": c.name, "type": str(c.type)} for c in made.columns if c.include]
    changes = drift.compare(version.columns, after)
    return {} if drift.is_empty(changes) else changes
