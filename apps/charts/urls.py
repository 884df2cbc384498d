"""Pages of charts."""

from __future__ import annotations

from django.urls import path

from . import colour_pages, gallery, views

app_name = "charts"

urlpatterns = [
    path("charts/", views.index, name="list"),
    path("charts/new", views.new, name="new"),
    path("charts/gallery/", gallery.page, name="gallery"),
    path("charts/gallery/picture", gallery.picture, name="gallery-picture"),
    path("charts/colours/<str:dataset_id>/", colour_pages.page, name="colours"),
    path("charts/colours/<str:dataset_id>/choose", colour_pages.choose, name="colours-choose"),
    path("charts/<str:chart_id>/", views.page, name="page"),
    path("charts/<str:chart_id>/delete/", views.delete, name="delete"),
    path("charts/<str:chart_id>/plain/", gallery.plain, name="plain"),
]
