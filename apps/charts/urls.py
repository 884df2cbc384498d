"""Pages of charts."""

from __future__ import annotations

from django.urls import path

from . import gallery, views

app_name = "charts"

urlpatterns = [
    path("charts/", views.index, name="list"),
    path("charts/new", views.new, name="new"),
    path("charts/gallery/", gallery.page, name="gallery"),
    path("charts/gallery/picture", gallery.picture, name="gallery-picture"),
    path("charts/<str:chart_id>/", views.page, name="page"),
    path("charts/<str:chart_id>/delete/", views.delete, name="delete"),
    path("charts/<str:chart_id>/plain/", gallery.plain, name="plain"),
]
