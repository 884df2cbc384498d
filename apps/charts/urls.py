"""Pages of charts."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "charts"

urlpatterns = [
    path("charts/", views.index, name="list"),
    path("charts/new", views.new, name="new"),
    path("charts/<str:chart_id>/", views.page, name="page"),
    path("charts/<str:chart_id>/delete/", views.delete, name="delete"),
]
