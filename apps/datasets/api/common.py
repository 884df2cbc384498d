"""What the endpoints share: the person and workspace of a request, its body, and datasets as JSON."""

from __future__ import annotations

from typing import Any, cast

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User, Workspace
from apps.core.api import etag, require_if_match
from apps.core.errors import InvalidInput
from apps.core.models import Job

from ..models import Dataset, DatasetVersion
from ..selectors import drift_without, hidden_for, plain_columns_for


def person(request: Request) -> User:
    """Who asks; nobody without a name comes this far."""
    return cast("User", request.user)


def workspace_of(request: Request) -> Workspace:
    """The workspace of this request: the header X-Workspace, else the person's own."""
    return cast("Workspace", cast("Any", request).workspace)


def form(request: Request) -> dict[str, Any]:
    """The fields of a form; a body that is a list has none."""
    return request.data if isinstance(request.data, dict) else {}


def body(request: Request, *names: str) -> dict[str, Any]:
    """The JSON object that was sent, with no fields but `names`; InvalidInput otherwise."""
    data = request.data
    if not isinstance(data, dict):
        raise InvalidInput("Send a JSON object.")
    unknown = sorted(set(data) - set(names))
    if unknown:
        raise InvalidInput(f"Unknown: {', '.join(unknown)[:200]}. Known: {', '.join(names)}.", fields=dict.fromkeys(unknown, "Unknown."))
    return dict(data)


def options_in(data: dict[str, Any]) -> dict[str, Any] | None:
    """Read options of a body, as an object or as its JSON text (multipart forms know only text)."""
    given = data.get("options")
    if given in (None, ""):
        return None
    try:
        options = orjson.loads(given) if isinstance(given, str) else given
    except orjson.JSONDecodeError as error:
        raise InvalidInput("`options` is not JSON.", fields={"options": str(error)}) from error
    if not isinstance(options, dict):
        raise InvalidInput("`options` is a JSON object.", fields={"options": "Send an object."})
    return options


def expected_version(request: Request, dataset: Dataset) -> int:
    """Check If-Match (428 without one, 412 when stale) and return the version the write is made on."""
    require_if_match(request, dataset)
    return dataset.version


def accepted(dataset: Dataset, job: Job) -> Response:
    """202: the work was taken on; the job tells how it goes."""
    return Response({"job_id": job.pk, "dataset_id": dataset.pk}, status=202, headers={"Location": f"/api/v1/jobs/{job.pk}"})


def answer(user: User, dataset: Dataset, status: int = 200) -> Response:
    """The whole dataset, as the person may know it, with its ETag."""
    return Response(whole(user, dataset), status=status, headers={"ETag": etag(dataset)})


def short(dataset: Dataset) -> dict[str, Any]:
    """A dataset as lists show it."""
    version = dataset.current_version
    return {
        "id": dataset.pk,
        "name": dataset.name,
        "table_name": dataset.table_name,
        "description": dataset.description,
        "state": dataset.state,
        "visibility": dataset.visibility,
        "owner": {"id": dataset.owner_id, "name": str(dataset.owner)},
        "row_count": version.row_count if version else None,
        "column_count": len(version.columns) if version else None,
        "quality_score": version.quality if version else None,
        "job_id": dataset.job_id,
        "version": dataset.version,
        "created_at": dataset.created_at,
        "updated_at": dataset.updated_at,
        "url": dataset.path,
    }


def whole(user: User, dataset: Dataset) -> dict[str, Any]:
    """A dataset with its versions and the columns that are not hidden from the person."""
    version = dataset.current_version
    columns = [c | {"label": "", "description": ""} | dataset.notes.get(c["id"], {}) for c in plain_columns_for(user, dataset)]
    hidden = hidden_for(user, dataset)
    versions = [version_json(v) | {"drift": drift_without(v.drift, hidden)} for v in dataset.versions.all()]
    return short(dataset) | {"columns": columns, "current_version": version.pk if version else None, "versions": versions}


def version_json(version: DatasetVersion) -> dict[str, Any]:
    """A version without its columns."""
    names = ("id", "number", "row_count", "rejected_count", "bytes", "filename", "warnings", "drift", "restored_from", "created_at")
    return {name: getattr(version, name) for name in names} | {"quality_score": version.quality, "column_count": len(version.columns)}
