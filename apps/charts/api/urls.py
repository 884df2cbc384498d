"""Routes of charts below /api/v1/."""

from __future__ import annotations

from django.urls import path

from . import data, docs, objects

app_name = "charts"

urlpatterns = [
    path("charts/", objects.collection, name="collection"),
    path("charts/kinds", objects.kind_list, name="kinds"),
    path("charts/render", data.draw, name="render"),
    path("charts/<str:chart_id>", objects.item, name="item"),
    path("charts/<str:chart_id>/data", data.chart_data, name="data"),
]
docs.describe_all()
