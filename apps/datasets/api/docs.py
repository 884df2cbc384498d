"""What the API's documentation says about datasets, by example."""

from __future__ import annotations

from typing import Any

from apps.core.api import FIELDS
from apps.core.api.describe import describe

from . import bulk, objects, rules, uploading, versions

_TOPIC = "datasets"
_COLUMN: dict[str, Any] = {"id": "c2k9q4w7", "name": "region", "type": "text", "native": "VARCHAR", "label": "", "description": ""}
_SHORT: dict[str, Any] = {
    "id": "m4x8c2v6b9n3pq",
    "name": "Sales",
    "table_name": "sales",
    "description": "Orders of the web shop",
    "state": "ready",
    "visibility": "workspace",
    "owner": {"id": "k7m2w9q4r8t3ab", "name": "Ada Example"},
    "row_count": 1000000,
    "column_count": 8,
    "quality_score": 0.97,
    "job_id": "h5t8k2m9q4w7xz",
    "version": 3,
    "created_at": "2026-05-01T09:00:00Z",
    "updated_at": "2026-05-02T09:00:00Z",
    "url": "/datasets/m4x8c2v6b9n3pq-sales/",
}
_VERSION: dict[str, Any] = {
    "id": "v8c2m4x6b9n3pq",
    "number": 2,
    "row_count": 1000000,
    "rejected_count": 3,
    "bytes": 18874368,
    "filename": "sales.csv",
    "warnings": [],
    "drift": {},
    "restored_from": None,
    "created_at": "2026-05-02T09:00:00Z",
    "quality_score": 0.97,
    "column_count": 8,
}
_WHOLE = _SHORT | {"columns": [_COLUMN], "current_version": _VERSION["id"], "versions": [_VERSION]}
_ACCEPTED = {"job_id": "h5t8k2m9q4w7xz", "dataset_id": "m4x8c2v6b9n3pq"}
_OPTIONS = {"delimiter": ";", "decimal": ",", "columns": {"day": {"type": "date"}}}
_PROFILE = {
    "row_count": 1000000,
    "column_count": 8,
    "quality_score": 0.97,
    "issues": [{"code": "nulls", "severity": "warning", "column": "units", "message": "12 % of units is empty."}],
    "columns": [
        {"name": "units", "type": "integer", "null_count": 120000, "null_percentage": 12.0, "unique_count": 40, "min": 1, "max": 40}
        | {"mean": 3.2, "std_dev": 1.9}
    ],
}
_ROWS = {"columns": ["region", "product"], "rows": [["EU", "Lamp"], ["US", "Chair"]]}
_UPLOAD = {"id": "u3p8c2v6b9n4pq", "filename": "sales.csv", "length": 1048576, "offset": 524288, "state": "receiving"}
_PREVIEW = {"columns": [{"name": "region", "type": "text", "nulls": 0, "samples": ["EU", "US"]}], "rows": [["EU"]], "warnings": []}
_RULE = {
    "id": "r8c2m4x6b9n3pq",
    "whom": "role:viewer",
    "user": None,
    "group": None,
    "role": "viewer",
    "filter": {"field": "region", "op": "eq", "value": {"attribute": "region"}},
    "masked": {"price": "null"},
}
_FILE = {"file": b"", "name": "Sales", "options": "{}"}
_VERSION_QUERY = {"version": "A version's number; without it the current one."}


_LISTED = objects.LISTED.query(q="Searches names and descriptions.")


def _objects() -> None:
    page = {"items": [_SHORT], "next": None, "prev": None}
    describe(
        objects.collection,
        "GET",
        _TOPIC,
        "Datasets of the workspace",
        answer=page,
        query=objects.LISTED.query(q="Searches names and descriptions."),
        name="datasets_list",
    )
    describe(objects.item, "GET", _TOPIC, "One dataset", answer=_WHOLE, query={"fields": FIELDS})
    described = {"name": "Sales", "notes": {"c2k9q4w7": {"label": "Region"}}}
    describe(objects.item, "PATCH", _TOPIC, "Rename or describe a dataset", body=described, answer=_WHOLE, if_match=True)
    describe(objects.item, "DELETE", _TOPIC, "Delete a dataset", status=204, if_match=True)
    describe(objects.profile, "GET", _TOPIC, "Profile of a dataset", answer=_PROFILE, query=_VERSION_QUERY)
    describe(objects.profile, "POST", _TOPIC, "Profile a dataset again", answer=_ACCEPTED, status=202)
    limit = {"limit": "Rows, at most 1,000."}
    describe(objects.preview, "GET", _TOPIC, "First rows of a dataset", answer=_ROWS, query=_VERSION_QUERY | limit)
    describe(objects.retry, "POST", _TOPIC, "Run a failed import again", answer=_ACCEPTED, status=202)


def _uploads() -> None:
    multipart: dict[str, Any] = {"body": _FILE, "media": "multipart/form-data", "answer": _ACCEPTED, "status": 202}
    describe(uploading.upload, "POST", _TOPIC, "Upload a file as a dataset", **multipart)
    describe(uploading.new_version, "POST", _TOPIC, "Upload the next version of a dataset", name="datasets_upload_version", **multipart)
    describe(uploading.upload_item, "GET", _TOPIC, "How far an upload is", answer=_UPLOAD)
    describe(uploading.upload_item, "DELETE", _TOPIC, "Forget an upload", status=204)
    describe(uploading.preview, "POST", _TOPIC, "Preview a complete upload", body={"options": _OPTIONS}, answer=_PREVIEW)
    wanted = {"name": "Sales", "options": _OPTIONS}
    describe(uploading.import_upload, "POST", _TOPIC, "Import a complete upload", body=wanted, answer=_ACCEPTED, status=202)


def _versions() -> None:
    found = {"items": [_VERSION], "current": _VERSION["id"]}
    since = {"since": "Compare with this version's number."}
    describe(versions.collection, "GET", _TOPIC, "Versions of a dataset", answer=found, name="datasets_versions_list")
    describe(versions.item, "GET", _TOPIC, "One version", answer=_VERSION | {"columns": [_COLUMN]}, query=since)
    describe(versions.restore, "POST", _TOPIC, "Restore a version", answer=_VERSION, status=201)
    csv, parquet = {"text/csv": "Rows"}, {"application/vnd.apache.parquet": "Rows"}
    describe(versions.rejects, "GET", _TOPIC, "Download rejected rows", query=_VERSION_QUERY, more=csv)
    formats = {"format": "csv or parquet."} | _VERSION_QUERY
    describe(versions.download, "GET", _TOPIC, "Download rows", query=formats, more=csv | parquet)


def _rules() -> None:
    rule = {key: value for key, value in _RULE.items() if key != "id"}
    describe(rules.collection, "GET", _TOPIC, "Row rules of a dataset", answer={"items": [_RULE]}, name="datasets_row_rules_list")
    describe(rules.collection, "POST", _TOPIC, "Add a row rule", body=rule, answer=_RULE, status=201)
    describe(rules.item, "GET", _TOPIC, "One row rule", answer=_RULE)
    describe(rules.item, "PUT", _TOPIC, "Replace a row rule", body=rule, answer=_RULE)
    describe(rules.item, "DELETE", _TOPIC, "Remove a row rule", status=204)


def _bulk() -> None:
    items = [{"id": _SHORT["id"], "version": _SHORT["version"]}, {"id": "x2k9m4w7q8t3bc", "version": 1}]
    error = {"code": "stale_version", "message": "Somebody saved this meanwhile.", "details": {"version": 2}}
    results = [{"id": _SHORT["id"], "status": 200, "error": None}, {"id": "x2k9m4w7q8t3bc", "status": 412, "error": error}]
    answer = {"results": results, "done": 1, "failed": 1}
    body = {"action": "delete", "items": items}
    describe(bulk.bulk, "POST", _TOPIC, "One action on many datasets", body=body, answer=answer, name="datasets_bulk")


def describe_all() -> None:
    """Called once, where the addresses are declared."""
    _objects()
    _bulk()
    _uploads()
    _versions()
    _rules()
