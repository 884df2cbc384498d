"""What the API's documentation says about charts, by example."""

from __future__ import annotations

from typing import Any

from apps.core.api import FIELDS
from apps.core.api.describe import describe

from ..downloads import PICTURE_QUERY, PICTURES, XLSX
from . import bulk, colours, data, export, objects, tiles

_TOPIC = "charts"
_SPEC: dict[str, Any] = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "amount", "as": "revenue"}]}
_SHORT: dict[str, Any] = {
    "id": "c5x8k2v6b9n3pq",
    "name": "Revenue by region",
    "description": "",
    "kind": "bar",
    "dataset_id": "m4x8c2v6b9n3pq",
    "owner": {"id": "k7m2w9q4r8t3ab", "name": "Ada Example"},
    "visibility": "workspace",
    "version": 2,
    "created_at": "2026-05-01T09:00:00Z",
    "updated_at": "2026-05-02T09:00:00Z",
    "url": "/charts/c5x8k2v6b9n3pq/",
}
_NOTE = {"id": "n4x8c2v6b9n3pq", "text": "The shop in Lyon opened", "where": {"region": "EU"}, "measure": "revenue"}
_WHOLE = _SHORT | {"spec": _SPEC, "options": {"mode": "grouped"}, "may": {"edit": True, "manage": True}, "annotations": [_NOTE]}
_NEW = {"dataset_id": "m4x8c2v6b9n3pq", "name": "Revenue by region", "kind": "bar", "spec": _SPEC, "options": {}, "visibility": "workspace"}
_FILTERS = [{"field": "day", "op": "period", "value": {"rel": "last", "n": 3, "unit": "month"}}]
_PAYLOAD: dict[str, Any] = {
    "kind": "bar",
    "renderer": "plotly",
    "title": "Revenue by region",
    "figure": {"data": [], "layout": {}},
    "columns": [{"name": "region", "label": "Region", "type": "text", "role": "dimension"}],
    "rows": [["EU", 5120]],
    "row_count": 1,
    "total": 1,
    "as_of": "2026-05-02T09:00:00Z",
    "summary": "Revenue by region: EU is highest at 5,120.",
    "question": "Revenue by region.",
    "sql": "SELECT …",
    "cached": False,
    "elapsed_ms": 8.5,
    "options": {"mode": "grouped"},
    "extent": None,
    "totals": None,
    "next": None,
    "annotations": [{"id": "n4x8c2v6b9n3pq", "text": "The shop in Lyon opened", "place": "EU", "drawn": True}],
    "arrow": False,
}
_KIND = {
    "name": "bar",
    "label": "Bar",
    "icon": "chart-column",
    "renderer": "plotly",
    "about": "Compares a measure between categories or periods.",
    "group": "Comparison",
    "shelves": [{"label": "A value", "holds": "measure", "least": 1, "most": 8, "help": "", "wants": ""}],
    "options": [
        {
            "name": "labels",
            "label": "Show values",
            "default": "auto",
            "choices": [["auto", "Where there are few"], ["on", "Always"], ["off", "Never"]],
            "help": "Few are 12 marks or less.",
            "number": False,
            "least": None,
            "most": None,
        }
    ],
}
_FITS: dict[str, Any] = {
    "kinds": {
        "bar": {"fits": True, "reason": "", "spec": None},
        "scatter": {
            "fits": False,
            "reason": "Scatter needs across and up: 2 measures.",
            "spec": _SPEC | {"measures": [*_SPEC["measures"], {"agg": "count"}]},
        },
    },
    "suggested": [{"kind": "bar", "because": "a measure is grouped by categories", "label": "Bar"}],
}
_FACTS = {
    "world": [0.0, 0.0, 10.0, 10.0],
    "size": 256,
    "deepest": 24,
    "categories": [{"value": "EU", "slot": 0, "variant": 0, "colour": ""}],
    "ready": False,
    "job": {"id": "h5t8k2m9q4w7xz", "state": "running", "progress": 42.0, "message": "Counting dense tiles", "error": "", "yours": True},
}
_ARROW = {"application/vnd.apache.arrow.stream": "The rows as an Arrow IPC stream; points are narrowed to what drawing needs."}


def _exports() -> None:
    filters = {"filters": "A JSON list of QuerySpec filters that narrow the chart."}
    describe(export.picture, "GET", _TOPIC, "Picture of a chart", query=PICTURE_QUERY | filters, more=PICTURES)
    describe(export.csv, "GET", _TOPIC, "Rows of a chart as CSV", query=filters, more={"text/csv": "All rows of the chart"})
    describe(export.xlsx, "GET", _TOPIC, "Rows of a chart as a workbook", query=filters, more={XLSX: "All rows of the chart"})


def _colours() -> None:
    value = {"value": "EU", "slot": 0, "variant": 0, "colour": ""}
    listed = {"items": [value | {"rows": 1200, "chosen": ""}]}
    query = {"column": "The column's name."}
    describe(colours.value_colours, "GET", _TOPIC, "Colours of values", answer=listed, query=query, name="charts_colours")
    chosen = {"column": "region", "value": "EU", "colour": "3"}
    describe(colours.value_colours, "PUT", _TOPIC, "Choose a value's colour", body=chosen, answer=value, name="charts_colours_choose")


def _bulk() -> None:
    items = [{"id": _SHORT["id"], "version": _SHORT["version"]}, {"id": "x2k9m4w7q8t3bc", "version": 1}]
    error = {"code": "stale_version", "message": "Somebody saved this meanwhile.", "details": {"version": 2}}
    results = [{"id": _SHORT["id"], "status": 200, "error": None}, {"id": "x2k9m4w7q8t3bc", "status": 412, "error": error}]
    answer = {"results": results, "done": 1, "failed": 1}
    body = {"action": "delete", "items": items}
    describe(bulk.bulk, "POST", _TOPIC, "One action on many charts", body=body, answer=answer, name="charts_bulk")


def describe_all() -> None:
    """Describe every endpoint."""
    _exports()
    _bulk()
    _colours()
    page = {"items": [_SHORT], "next": None, "prev": None}
    describe(
        objects.collection, "GET", _TOPIC, "List charts", answer=page, query=objects.LISTED.query(q="Searches names."), name="charts_list"
    )
    describe(objects.collection, "POST", _TOPIC, "Save a new chart", body=_NEW, answer=_WHOLE, status=201, name="charts_create")
    describe(objects.item, "GET", _TOPIC, "Read a chart", answer=_WHOLE, query={"fields": FIELDS}, name="charts_read")
    change = {"name": "Revenue", "options": {"mode": "stacked"}}
    describe(objects.item, "PATCH", _TOPIC, "Change a chart", body=change, answer=_WHOLE, if_match=True, name="charts_update")
    describe(objects.item, "DELETE", _TOPIC, "Delete a chart", status=204, if_match=True, name="charts_delete")
    describe(objects.kind_list, "GET", _TOPIC, "List chart kinds", answer={"items": [_KIND]}, name="charts_kinds")
    describe(
        data.fit, "POST", _TOPIC, "Ask which kinds can draw a question", body={"dataset_id": "m4x8c2v6b9n3pq", "spec": _SPEC}, answer=_FITS,
        name="charts_fit",
    )  # fmt: skip
    suggested = {"suggested": {"kind": "bar", "because": "a measure is grouped by categories", "label": "Bar"}}
    drawing = {"dataset_id": "m4x8c2v6b9n3pq", "spec": _SPEC, "kind": "bar", "options": {}, "filters": _FILTERS, "annotations": [_NOTE]}
    describe(data.draw, "POST", _TOPIC, "Draw a question", body=drawing, answer=_PAYLOAD | suggested, more=_ARROW, name="charts_render")
    describe(
        data.chart_data, "POST", _TOPIC, "Draw a saved chart", body={"filters": _FILTERS}, answer=_PAYLOAD, more=_ARROW, name="charts_data"
    )
    _describe_tiles()


def _describe_tiles() -> None:
    """Tiles of counts."""
    more = {
        "application/vnd.pilotba.tile": "With `tile`: 256 by 256 counts; the guide of the API says how they are written.",
        "application/vnd.apache.arrow.stream": "With `view`: the rows inside it.",
    }
    what = {"tile": [4, 7, 3]}
    drawing = {"dataset_id": "m4x8c2v6b9n3pq", "spec": {"rows": ["x", "y"]}, "filters": []} | what
    describe(tiles.draw_tiles, "POST", _TOPIC, "Tiles of a question", body=drawing, answer=_FACTS, more=more, name="charts_render_tiles")
    describe(tiles.chart_tiles, "GET", _TOPIC, "Where a chart's tiles lie", answer=_FACTS, name="charts_tiles_facts")
    describe(
        tiles.chart_tiles, "POST", _TOPIC, "Tiles of a chart", body={"filters": []} | what, answer=_FACTS, more=more, name="charts_tiles"
    )
    one = {"application/vnd.pilotba.tile": "256 by 256 counts, with an ETag."}
    ask = {"ask": "What the POST takes, as JSON: `filters`."}
    describe(tiles.chart_tile, "GET", _TOPIC, "A tile of a chart", query=ask, more=one, name="charts_tile")
    ask = {"ask": "What `render/tiles` takes, as JSON: `dataset_id`, `spec`, `kind`, `filters`."}
    describe(tiles.draw_tile, "GET", _TOPIC, "A tile of a question", query=ask, more=one, name="charts_render_tile")
