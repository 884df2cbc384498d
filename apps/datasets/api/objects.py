"""Datasets as objects: list, read, change, delete, and what they hold: profile, rows, files."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import Listing, asks_engine, etag, sparse
from apps.core.numbers import whole as whole_number

from ..models import Dataset, DatasetVersion
from ..selectors import access_dataset, profile_for, version_of, visible_datasets
from ..selectors.rows import PREVIEW_ROWS, preview_rows
from ..services.editing import delete_dataset, update_dataset
from ..services.upload import profile_again, retry_import
from .common import accepted, answer, body, expected_version, person, short, whole, workspace_of

LISTED = Listing(("name", "created_at", "updated_at"), "-updated_at", {"owner": "owner_id", "visibility": "visibility", "state": "state"})


@api_view(["GET"])
def collection(request: Request) -> Response:
    """The datasets of the workspace that you may look at, last changed first; `q` searches names and descriptions."""
    found = visible_datasets(person(request), workspace_of(request), search=request.query_params.get("q", ""))
    return LISTED.answer(request, found, short)


@api_view(["GET", "PATCH", "DELETE"])
def item(request: Request, dataset_id: str) -> Response:
    """Read a dataset; change its name, table_name, description or notes on columns (If-Match); delete it (If-Match)."""
    user = person(request)
    if request.method == "GET":
        dataset = access_dataset(user, dataset_id)
        return Response(sparse(request, whole(user, dataset)), headers={"ETag": etag(dataset)})
    if request.method == "PATCH":
        dataset = access_dataset(user, dataset_id, "edit")
        expected = expected_version(request, dataset)
        changes = body(request, "name", "table_name", "description", "notes")
        return answer(user, update_dataset(user=user, dataset=dataset, expected=expected, **changes))
    dataset = access_dataset(user, dataset_id, "manage")
    delete_dataset(user=user, dataset=dataset, expected=expected_version(request, dataset))
    return Response(status=204)


@api_view(["GET", "POST"])
def profile(request: Request, dataset_id: str) -> Response:
    """The stored profile of the current version (or of `version`); POST makes it anew by a job."""
    if request.method == "POST":
        dataset = access_dataset(person(request), dataset_id, "edit")
        return accepted(dataset, profile_again(user=person(request), dataset=dataset))
    dataset = access_dataset(person(request), dataset_id)
    return Response(profile_for(person(request), dataset, version=_version(request, dataset)))


@asks_engine()
@api_view(["GET"])
def preview(request: Request, dataset_id: str) -> Response:
    """The first rows (`limit` up to 1000) of the current version, or of `version`."""
    dataset = access_dataset(person(request), dataset_id)
    limit = _whole(request, "limit", PREVIEW_ROWS)
    return Response(preview_rows(person(request), dataset, version=_version(request, dataset), limit=limit))


@api_view(["POST"])
def retry(request: Request, dataset_id: str) -> Response:
    """Run a failed or cancelled import again with the same file."""
    dataset = access_dataset(person(request), dataset_id, "edit")
    return accepted(dataset, retry_import(user=person(request), dataset=dataset))


def _whole(request: Request, name: str, default: int) -> int:
    return whole_number(request.query_params.get(name, str(default)), name)


def _version(request: Request, dataset: Dataset) -> DatasetVersion | None:
    return version_of(dataset, _whole(request, "version", 0)) if "version" in request.query_params else None
