"""Versions of a dataset: list, compare, restore; and the files that leave: rows, rejected rows."""

from __future__ import annotations

from typing import Any, cast

from django.http.response import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import asks_engine
from apps.core.numbers import whole

from ..selectors import access_dataset, drift_without, hidden_for, plain_columns_for, version_of
from ..services.drift import compare
from ..services.versions import restore_version
from . import downloads
from .common import person, version_json


@api_view(["GET"])
def collection(request: Request, dataset_id: str) -> Response:
    """All versions, newest first."""
    dataset = access_dataset(person(request), dataset_id)
    hidden = hidden_for(person(request), dataset)
    items = [version_json(v) | {"drift": drift_without(v.drift, hidden)} for v in dataset.versions.all()]
    return Response({"items": items, "current": dataset.current_version_id})


@api_view(["GET"])
def item(request: Request, dataset_id: str, number: int) -> Response:
    """One version with its columns, and what changed in them since version `since` (the one before by default)."""
    user = person(request)
    dataset = access_dataset(user, dataset_id)
    version = version_of(dataset, number)
    since = request.query_params.get("since", "")
    drift = compare(version_of(dataset, whole(since, "since")).columns, version.columns) if since else version.drift
    shown = {"columns": plain_columns_for(user, dataset, version), "drift": drift_without(drift, hidden_for(user, dataset))}
    return Response(version_json(version) | shown)


@api_view(["POST"])
def restore(request: Request, dataset_id: str, number: int) -> Response:
    """Make an older version current again, as a new version."""
    dataset = access_dataset(person(request), dataset_id, "edit")
    return Response(version_json(restore_version(user=person(request), dataset=dataset, number=number)), status=201)


@api_view(["GET"])
def rejects(request: Request, dataset_id: str) -> HttpResponseBase:
    """The rows that were left out of the current version (or of `version`), as CSV with line, column, reason and the raw text."""
    dataset = access_dataset(person(request), dataset_id, "edit")
    return downloads.rejects(person(request), dataset, _number(request))


@asks_engine()
@api_view(["GET"])
def download(request: Request, dataset_id: str) -> HttpResponseBase:
    """All rows you may see, as `format` csv or parquet, of the current version or of `version`."""
    dataset = access_dataset(person(request), dataset_id)
    plain = request._request  # noqa: SLF001 -- streaming depends on how the server took the request
    return downloads.rows(plain, person(request), dataset, request.query_params.get("format", "csv"), _number(request))


class _AnyKind(BaseContentNegotiation):
    """A file goes out as it is, whatever the client says it likes; `format` is this endpoint's own word."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next(iter(parsers), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


for _view in (rejects, download):
    cast("Any", _view).cls.content_negotiation_class = _AnyKind


def _number(request: Request) -> int | None:
    text = request.query_params.get("version", "")
    return whole(text, "version") if text else None
