"""Pages of datasets, and the endpoint of resumable uploads."""

from __future__ import annotations

from django.urls import path, re_path

from .api import tus
from .views import lists, page, settings, uploading, versions

app_name = "datasets"

_ID = r"(?P<dataset_id>[0-9a-z]{14})"

urlpatterns = [
    path("uploads/", tus.Uploads.as_view(), name="uploads"),
    path("uploads/<str:upload_id>", tus.UploadPiece.as_view(), name="upload-piece"),
    path("datasets/", lists.index, name="list"),
    path("datasets/upload/", uploading.upload, name="upload"),
    path("datasets/uploads/<str:upload_id>/preview", uploading.preview, name="upload-preview"),
    path("datasets/uploads/<str:upload_id>/import", uploading.start, name="upload-import"),
    re_path(rf"^datasets/{_ID}/progress/$", page.progress, name="progress"),
    re_path(rf"^datasets/{_ID}/retry/$", page.retry, name="retry"),
    re_path(rf"^datasets/{_ID}/cancel/$", page.cancel, name="cancel"),
    re_path(rf"^datasets/{_ID}/profile/again/$", page.profile_again, name="profile-again"),
    re_path(rf"^datasets/{_ID}/columns/(?P<column_id>[0-9a-z]{{1,20}})/$", settings.column, name="column"),
    re_path(rf"^datasets/{_ID}/settings/save/$", settings.save, name="save"),
    re_path(rf"^datasets/{_ID}/settings/share/$", settings.share, name="share"),
    re_path(rf"^datasets/{_ID}/settings/rules/$", settings.add_rule, name="rule-add"),
    re_path(rf"^datasets/{_ID}/settings/rules/(?P<rule_id>[0-9a-z]{{14}})/delete/$", settings.remove_rule, name="rule-delete"),
    re_path(rf"^datasets/{_ID}/delete/$", settings.delete, name="delete"),
    re_path(rf"^datasets/{_ID}/versions/(?P<number>[0-9]{{1,9}})/restore/$", versions.restore, name="version-restore"),
    re_path(rf"^datasets/{_ID}(?:-(?P<slug>[-\w]*))?/versions/$", versions.index, name="versions"),
    re_path(rf"^datasets/{_ID}(?:-(?P<slug>[-\w]*))?/profile/$", page.profile, name="profile"),
    re_path(rf"^datasets/{_ID}(?:-(?P<slug>[-\w]*))?/settings/$", settings.index, name="settings"),
    re_path(rf"^datasets/{_ID}(?:-(?P<slug>[-\w]*))?/$", page.overview, name="page"),
]
