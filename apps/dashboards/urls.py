"""Pages of dashboards, and the home page."""

from __future__ import annotations

from django.urls import path, re_path

from .views import adding, edit, guest, home, links, lists, page, sample, share, trash, versions

app_name = "dashboards"

_ID = r"(?P<dashboard_id>[0-9a-z]{14})"

urlpatterns = [
    path("", home.home, name="home"),
    path("home/sample/", sample.load, name="sample-load"),
    path("home/sample/trips/", sample.trips, name="sample-trips"),
    path("home/sample/remove/", sample.remove, name="sample-remove"),
    path("dashboards/", lists.index, name="list"),
    path("dashboards/new", lists.new, name="new"),
    path("dashboards/trash/", trash.index, name="trash"),
    path("charts/<str:chart_id>/add-to-dashboard/", adding.add_chart, name="add-chart"),
    re_path(rf"^dashboards/{_ID}/share/$", share.dialog, name="share"),
    re_path(rf"^dashboards/{_ID}/share/people/$", share.set_level, name="share-level"),
    re_path(rf"^dashboards/{_ID}/links/$", links.index, name="links"),
    re_path(rf"^dashboards/{_ID}/links/(?P<link_id>[0-9a-z]{{14}})/revoke/$", links.revoke, name="link-revoke"),
    re_path(rf"^dashboards/{_ID}/versions/$", versions.index, name="versions"),
    re_path(rf"^dashboards/{_ID}/versions/(?P<number>[0-9]{{1,9}})/restore/$", versions.restore, name="version-restore"),
    re_path(rf"^dashboards/{_ID}/duplicate/$", lists.duplicate, name="duplicate"),
    re_path(rf"^dashboards/{_ID}/pin/$", lists.pin, name="pin"),
    re_path(rf"^dashboards/{_ID}/trash/$", trash.move, name="move-to-trash"),
    re_path(rf"^dashboards/{_ID}/restore/$", trash.restore, name="restore"),
    re_path(rf"^dashboards/{_ID}/delete/$", trash.delete, name="delete"),
    re_path(rf"^dashboards/{_ID}/tiles/(?P<tile_id>[0-9a-z]{{14}})/plain/$", page.tile_plain, name="tile-plain"),
    re_path(rf"^dashboards/{_ID}/charts/$", edit.charts, name="pick-chart"),
    path("s/<str:secret>/", guest.page, name="shared"),
    path("s/<str:secret>/password/", guest.password, name="shared-password"),
    re_path(rf"^dashboards/{_ID}(?:-(?P<slug>[-\w]*))?/$", page.dashboard, name="page"),
]
