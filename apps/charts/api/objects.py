"""Charts as objects: list, create, read, change, delete; and the kinds there are."""

from __future__ import annotations

from typing import cast

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.middleware import SignedRequest
from apps.core.api import Listing, etag, sparse
from apps.datasets.selectors import access_dataset

from ..kinds import kinds
from ..selectors import access_chart, visible_charts
from ..services import saving
from .common import answer, body, expected_version, person, short, whole

LISTED = Listing(
    ("name", "created_at", "updated_at"),
    "-updated_at",
    {"owner": "owner_id", "visibility": "visibility", "kind": "kind", "dataset": "dataset_id"},
)
_FIELDS = ("name", "description", "visibility", "kind", "spec", "options", "annotations")


@api_view(["GET", "POST"])
def collection(request: Request) -> Response:
    """List the charts of the workspace (`q` searches names), or save a new one about a dataset you may see."""
    user = person(request)
    if request.method == "POST":
        data = body(request, "dataset_id", *_FIELDS)
        dataset = access_dataset(user, str(data.pop("dataset_id", "")))
        required = {"name": "", "kind": "", "spec": None} | data
        return answer(saving.create_chart(user=user, dataset=dataset, **required), user, 201)
    found = visible_charts(user, cast("SignedRequest", request).workspace)
    search = request.query_params.get("q", "").strip()[:200]
    if search:
        found = found.filter(name__icontains=search)
    return LISTED.answer(request, found, short)


@api_view(["GET", "PATCH", "DELETE"])
def item(request: Request, chart_id: str) -> Response:
    """Read a chart, change it (If-Match), or delete it for ever (If-Match)."""
    user = person(request)
    if request.method == "GET":
        chart = access_chart(user, chart_id)
        return Response(sparse(request, whole(chart, user)), headers={"ETag": etag(chart)})
    if request.method == "PATCH":
        expected = expected_version(request, access_chart(user, chart_id, "edit"))
        return answer(saving.update_chart(user=user, chart_id=chart_id, fields=body(request, *_FIELDS), expected=expected), user)
    expected = expected_version(request, access_chart(user, chart_id, "manage"))
    saving.delete_chart(user=user, chart_id=chart_id, expected=expected)
    return Response(status=204)


@api_view(["GET"])
def kind_list(request: Request) -> Response:
    """Every chart kind with its declared options."""
    return Response({"items": [kind.declared() for kind in kinds().values()]})
