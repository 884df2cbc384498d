"""What the API's documentation says about dashboards, by example."""

from __future__ import annotations

from typing import Any

from apps.charts.downloads import PICTURE_QUERY, PICTURES, XLSX
from apps.core.api import FIELDS
from apps.core.api.describe import describe

from . import bulk, counts, data, export, guests, links, objects, rows, sharing, tiles, versions

_TOPIC = "dashboards"
_FILTER: dict[str, Any] = {
    "id": "region",
    "label": "Region",
    "dataset": "m4x8c2v6b9n3pq",
    "column": "region",
    "type": "values",
    "default": [],
}
_NEW_TILE: dict[str, Any] = {"kind": "chart", "chart": "c5x8k2v6b9n3pq", "title": "Sales by region", "x": 0, "y": 0, "w": 6, "h": 4}
_TILE = {"id": "t7p8c2v6b9n3pq"} | _NEW_TILE | {"text": "", "mobile_order": 0}
_SHORT: dict[str, Any] = {
    "id": "d5p8c2v6b9n3pq",
    "name": "Sales",
    "description": "What sold where",
    "owner": {"id": "k7m2w9q4r8t3ab", "name": "Ada Example"},
    "visibility": "workspace",
    "version": 4,
    "tile_count": 1,
    "created_at": "2026-05-01T09:00:00Z",
    "updated_at": "2026-05-02T09:00:00Z",
    "url": "/dashboards/d5p8c2v6b9n3pq-sales/",
}
_WHOLE = _SHORT | {"filters": [_FILTER], "tiles": [_TILE], "saved_by": "Ada Example", "may": {"edit": True, "manage": True}}
_CONTENT = {"name": "Sales", "description": "What sold where", "filters": [_FILTER], "tiles": [_NEW_TILE]}
_VERSION = {"number": 3, "saved_at": "2026-05-01T09:00:00Z", "saved_by": "Ada Example", "note": "", "content": _CONTENT}
_PERSON = {"user_id": "k7m2w9q4r8t3ab", "name": "Ada Example", "email": "ada@example.com"}
_SHARING = {
    "visibility": "workspace",
    "owner": _PERSON,
    "people": [_PERSON | {"level": "edit"}],
    "others": [{"whom": "group:g8c2m4x6b9n3pq", "name": "Sales", "level": "view"}],
    "levels": ["view", "edit", "manage"],
}
_LINK: dict[str, Any] = {
    "id": "l7p8c2v6b9n3pq",
    "kind": "link",
    "name": "The board",
    "locked": {"region": ["EU"]},
    "origins": [],
    "password": False,
    "made_by": "Ada Example",
    "created_at": "2026-05-01T09:00:00Z",
    "expires_at": "2026-05-31T09:00:00Z",
    "opened": 3,
    "opened_at": "2026-05-02T09:00:00Z",
}
_OFFERS = {"type": "values", "items": [{"value": "EU", "label": "EU", "count": 5120}], "more": False}
_DATA = {
    "kind": "bar",
    "renderer": "plotly",
    "title": "Sales by region",
    "figure": {"data": [], "layout": {}},
    "columns": [{"name": "region", "label": "Region", "type": "text", "role": "dimension"}],
    "rows": [["EU", 5120]],
    "row_count": 1,
    "total": 1,
    "as_of": "2026-05-02T09:00:00Z",
    "summary": "EU leads with 5,120.",
    "cached": True,
}


_LISTED = objects.LISTED.query(q="Searches names.")


def _objects() -> None:
    page = {"items": [_SHORT], "next": None, "prev": None}
    describe(
        objects.collection,
        "GET",
        _TOPIC,
        "Dashboards of the workspace",
        answer=page,
        query=objects.LISTED.query(q="Searches names."),
        name="dashboards_list",
    )
    describe(objects.collection, "POST", _TOPIC, "Create a dashboard", body=_CONTENT, answer=_WHOLE, status=201)
    describe(objects.item, "GET", _TOPIC, "One dashboard", answer=_WHOLE, query={"fields": FIELDS})
    describe(objects.item, "PATCH", _TOPIC, "Rename a dashboard", body={"name": "Sales 2026"}, answer=_WHOLE, if_match=True)
    describe(objects.item, "DELETE", _TOPIC, "Move a dashboard to the trash", status=204, if_match=True)
    describe(objects.layout, "GET", _TOPIC, "Content of a dashboard", answer=_WHOLE)
    describe(objects.layout, "PUT", _TOPIC, "Replace the content of a dashboard", body=_CONTENT, answer=_WHOLE, if_match=True)
    describe(objects.duplicate, "POST", _TOPIC, "Copy a dashboard", body={"name": "My sales"}, answer=_WHOLE, status=201)
    describe(objects.restore, "POST", _TOPIC, "Take a dashboard out of the trash", answer=_WHOLE)


def _sharing() -> None:
    wanted = {"visibility": "workspace", "grants": {_PERSON["user_id"]: "edit"}}
    describe(sharing.share, "GET", _TOPIC, "Who sees a dashboard", answer=_SHARING)
    for method, name in (("PUT", "dashboards_share_update"), ("POST", "dashboards_share_create")):
        describe(sharing.share, method, _TOPIC, "Share a dashboard", body=wanted, answer=_SHARING, name=name)


def _links() -> None:
    wanted = {"kind": "link", "name": "The board", "life": "30", "password": "", "locked": {"region": ["EU"]}, "origins": []}
    describe(links.collection, "GET", _TOPIC, "Public links and embeddings", answer={"items": [_LINK]}, name="dashboards_links_list")
    made = _LINK | {"url": "https://bi.example.com/s/mY8…/"}
    describe(links.collection, "POST", _TOPIC, "Make a public link or an embedding", body=wanted, answer=made, status=201)
    describe(links.item, "DELETE", _TOPIC, "Close a link", status=204)


def _guests() -> None:
    topic, asked = "guests", {"filters": {"product": ["Lamp"]}}
    describe(guests.tile_data, "POST", topic, "Data of a shared tile", body=asked, answer=_DATA, name="shared_tile_data")
    counts_asked = asked | {"tile": [4, 7, 3]}
    describe(guests.tile_counts, "POST", topic, "Counts behind a shared tile", body=counts_asked, answer=_COUNTS, name="shared_tile_counts")
    one = {"application/vnd.pilotba.tile": "256 by 256 counts, with an ETag."}
    ask = {"ask": "What the POST takes, as JSON: `filters` and `cross`."}
    describe(guests.tile_count, "GET", topic, "One tile of counts of a shared tile", query=ask, more=one, name="shared_tile_count")
    describe(guests.tile_picture, "GET", topic, "Picture of a shared tile", query=PICTURE_QUERY, more=PICTURES, name="shared_tile_picture")
    values = {"q": "Searches the values."}
    describe(guests.filter_offers, "GET", topic, "Values of a shared filter", answer=_OFFERS, query=values, name="shared_filter_values")


def _tiles() -> None:
    describe(tiles.collection, "GET", _TOPIC, "Tiles of a dashboard", answer={"items": [_TILE]}, name="dashboards_tiles_list")
    describe(tiles.collection, "POST", _TOPIC, "Add a tile", body=_NEW_TILE, answer=_TILE, status=201)
    describe(tiles.item, "GET", _TOPIC, "One tile", answer=_TILE)
    describe(tiles.item, "PATCH", _TOPIC, "Change a tile", body={"title": "By region", "w": 12}, answer=_TILE, if_match=True)
    describe(tiles.item, "DELETE", _TOPIC, "Remove a tile", status=204, if_match=True)


def _data() -> None:
    arrow = {"application/vnd.apache.arrow.stream": "The rows as an Arrow stream"}
    asked = {"filters": {"region": ["EU"]}, "cross": {"t9k2c2v6b9n3pq": {"order_date_month": {"from": "2026-01-01", "to": "2026-03-01"}}}}
    asked |= {"drill": {"t9k2c2v6b9n3pq": [{"where": {"region": ["EU"]}, "by": "each:product"}]}}
    describe(data.tile_data, "POST", _TOPIC, "Data of a tile", body=asked, answer=_DATA, more=arrow)
    behind = asked | {"where": [{"field": "region", "op": "eq", "value": "EU"}]}
    describe(rows.tile_rows_behind, "POST", _TOPIC, "Rows behind a mark of a tile", body=behind, answer=_DATA)
    file = {"text/csv": "All rows of the tile"}
    chosen = {"x.<tile>.<column>": "Values chosen on another tile.", "xr.<tile>.<column>": "A range chosen there: from..to."}
    chosen |= {"xn.<tile>.<column>": "Values left out there.", "d.<tile>.<step>": "A grouping that was drilled by, such as month:day."}
    chosen |= {"dx.<tile>.<step>.<column>": "Values of the mark that was drilled into, or dr. for a range."}
    narrowing = {"f.<id>": "Values of a filter of the dashboard."} | chosen
    describe(data.tile_csv, "GET", _TOPIC, "Rows of a tile as a file", query=narrowing, more=file)
    book = {XLSX: "All rows of the tile as a workbook"}
    describe(export.tile_xlsx, "GET", _TOPIC, "Rows of a tile as a workbook", query=narrowing, more=book)
    describe(export.tile_picture, "GET", _TOPIC, "Picture of a tile", query=PICTURE_QUERY | narrowing, more=PICTURES)
    tile = {
        "application/vnd.pilotba.tile": "With `tile`: 256 by 256 counts.",
        "application/vnd.apache.arrow.stream": "With `view`: its rows.",
    }
    describe(
        counts.tile_counts, "POST", _TOPIC, "Counts behind a tile of points", body=asked | {"tile": [4, 7, 3]}, answer=_COUNTS, more=tile
    )
    one = {"application/vnd.pilotba.tile": "256 by 256 counts, with an ETag."}
    ask = {"ask": "What the POST takes, as JSON: `filters` and `cross`."}
    describe(counts.tile_count, "GET", _TOPIC, "One tile of counts", query=ask, more=one, name="dashboards_tile_count")
    query = {"q": "Searches the values.", "f.<id>": "Values of other filters that narrow these."}
    describe(data.filter_offers, "GET", _TOPIC, "Values that a filter offers", answer=_OFFERS, query=query)
    describe(versions.collection, "GET", _TOPIC, "Versions of a dashboard", answer={"items": [_VERSION]}, name="dashboards_versions_list")
    describe(versions.restore, "POST", _TOPIC, "Restore a version", answer=_WHOLE, if_match=True)


_COUNTS = {
    "world": [0.0, 0.0, 10.0, 10.0],
    "size": 256,
    "deepest": 24,
    "categories": [{"value": "EU", "slot": 0, "variant": 0, "colour": ""}],
    "ready": False,
    "job": {"id": "h5t8k2m9q4w7xz", "state": "running", "progress": 42.0, "message": "Counting dense tiles", "error": "", "yours": True},
}


def _bulk() -> None:
    items = [{"id": _SHORT["id"], "version": _SHORT["version"]}, {"id": "x2k9m4w7q8t3bc", "version": 1}]
    error = {"code": "stale_version", "message": "Somebody saved this meanwhile.", "details": {"version": 2}}
    results = [{"id": _SHORT["id"], "status": 200, "error": None}, {"id": "x2k9m4w7q8t3bc", "status": 412, "error": error}]
    answer = {"results": results, "done": 1, "failed": 1}
    body = {"action": "delete", "items": items}
    describe(bulk.bulk, "POST", _TOPIC, "One action on many dashboards", body=body, answer=answer, name="dashboards_bulk")


def describe_all() -> None:
    """Called once, where the addresses are declared."""
    _objects()
    _bulk()
    _sharing()
    _links()
    _guests()
    _tiles()
    _data()
