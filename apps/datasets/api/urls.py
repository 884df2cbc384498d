"""Routes of datasets and uploads below /api/v1/."""

from __future__ import annotations

from django.urls import path

from . import bulk, docs, objects, rules, uploading, versions

app_name = "datasets"

urlpatterns = [
    path("datasets/", objects.collection, name="collection"),
    path("datasets/bulk", bulk.bulk, name="bulk"),
    path("datasets/upload", uploading.upload, name="upload"),
    path("datasets/uploads/<str:upload_id>", uploading.upload_item, name="upload-item"),
    path("datasets/uploads/<str:upload_id>/preview", uploading.preview, name="upload-preview"),
    path("datasets/uploads/<str:upload_id>/import", uploading.import_upload, name="upload-import"),
    path("datasets/<str:dataset_id>", objects.item, name="item"),
    path("datasets/<str:dataset_id>/upload", uploading.new_version, name="new-version"),
    path("datasets/<str:dataset_id>/retry", objects.retry, name="retry"),
    path("datasets/<str:dataset_id>/profile", objects.profile, name="profile"),
    path("datasets/<str:dataset_id>/preview", objects.preview, name="preview"),
    path("datasets/<str:dataset_id>/download", versions.download, name="download"),
    path("datasets/<str:dataset_id>/rejects", versions.rejects, name="rejects"),
    path("datasets/<str:dataset_id>/versions", versions.collection, name="versions"),
    path("datasets/<str:dataset_id>/versions/<int:number>", versions.item, name="version"),
    path("datasets/<str:dataset_id>/versions/<int:number>/restore", versions.restore, name="version-restore"),
    path("datasets/<str:dataset_id>/row-rules", rules.collection, name="row-rules"),
    path("datasets/<str:dataset_id>/row-rules/<str:rule_id>", rules.item, name="row-rule"),
]
docs.describe_all()
