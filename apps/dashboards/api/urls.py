"""Routes of dashboards below /api/v1/."""

from __future__ import annotations

from django.urls import path

from . import bulk, counts, data, docs, export, guests, links, objects, rows, sharing, tiles, versions

app_name = "dashboards"

urlpatterns = [
    path("dashboards/", objects.collection, name="collection"),
    path("dashboards/bulk", bulk.bulk, name="bulk"),
    path("dashboards/<str:dashboard_id>", objects.item, name="item"),
    path("dashboards/<str:dashboard_id>/layout", objects.layout, name="layout"),
    path("dashboards/<str:dashboard_id>/duplicate", objects.duplicate, name="duplicate"),
    path("dashboards/<str:dashboard_id>/restore", objects.restore, name="restore"),
    path("dashboards/<str:dashboard_id>/share", sharing.share, name="share"),
    path("dashboards/<str:dashboard_id>/links", links.collection, name="links"),
    path("dashboards/<str:dashboard_id>/links/<str:link_id>", links.item, name="link"),
    path("dashboards/<str:dashboard_id>/versions", versions.collection, name="versions"),
    path("dashboards/<str:dashboard_id>/versions/<int:number>/restore", versions.restore, name="version-restore"),
    path("dashboards/<str:dashboard_id>/filters/<str:filter_id>/values", data.filter_offers, name="filter-values"),
    path("dashboards/<str:dashboard_id>/tiles/", tiles.collection, name="tiles"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>", tiles.item, name="tile"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/data", data.tile_data, name="tile-data"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/rows", rows.tile_rows_behind, name="tile-rows"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/csv", data.tile_csv, name="tile-csv"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/counts", counts.tile_counts, name="tile-counts"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/counts/<int:z>/<int:x>/<int:y>", counts.tile_count, name="tile-count"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/xlsx", export.tile_xlsx, name="tile-xlsx"),
    path("dashboards/<str:dashboard_id>/tiles/<str:tile_id>/picture", export.tile_picture, name="tile-picture"),
    path("shared/<str:secret>/tiles/<str:tile_id>/data", guests.tile_data, name="guest-tile-data"),
    path("shared/<str:secret>/tiles/<str:tile_id>/counts", guests.tile_counts, name="guest-tile-counts"),
    path("shared/<str:secret>/tiles/<str:tile_id>/counts/<int:z>/<int:x>/<int:y>", guests.tile_count, name="guest-tile-count"),
    path("shared/<str:secret>/tiles/<str:tile_id>/picture", guests.tile_picture, name="guest-tile-picture"),
    path("shared/<str:secret>/filters/<str:filter_id>/values", guests.filter_offers, name="guest-filter-values"),
]
docs.describe_all()
