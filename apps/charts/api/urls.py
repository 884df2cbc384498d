"""Routes of charts below /api/v1/."""

from __future__ import annotations

from django.urls import path

from . import bulk, colours, data, docs, export, objects, tiles

app_name = "charts"

urlpatterns = [
    path("charts/", objects.collection, name="collection"),
    path("charts/bulk", bulk.bulk, name="bulk"),
    path("charts/kinds", objects.kind_list, name="kinds"),
    path("charts/kinds/fit", data.fit, name="fit"),
    path("charts/render", data.draw, name="render"),
    path("charts/render/tiles", tiles.draw_tiles, name="render-tiles"),
    path("charts/render/tiles/<int:z>/<int:x>/<int:y>", tiles.draw_tile, name="render-tile"),
    path("charts/colours/<str:dataset_id>", colours.value_colours, name="colours"),
    path("charts/<str:chart_id>", objects.item, name="item"),
    path("charts/<str:chart_id>/data", data.chart_data, name="data"),
    path("charts/<str:chart_id>/picture", export.picture, name="picture"),
    path("charts/<str:chart_id>/csv", export.csv, name="csv"),
    path("charts/<str:chart_id>/xlsx", export.xlsx, name="xlsx"),
    path("charts/<str:chart_id>/tiles", tiles.chart_tiles, name="tiles"),
    path("charts/<str:chart_id>/tiles/<int:z>/<int:x>/<int:y>", tiles.chart_tile, name="tile"),
]
docs.describe_all()
