"""Reads of datasets, always filtered by rights."""

from .datasets import access_dataset, current_version, files_of, may_listen, version_of, visible_datasets
from .hot import ensure_hot, hot_path
from .profiles import profile_for
from .sources import (
    columns_for,
    columns_of_many,
    drift_without,
    hidden_for,
    plain_columns_for,
    reading_for,
    rules_for,
    source_for,
)
from .uploads import access_upload, complete_upload

__all__ = [
    "access_dataset",
    "access_upload",
    "columns_for",
    "columns_of_many",
    "complete_upload",
    "current_version",
    "drift_without",
    "ensure_hot",
    "files_of",
    "hidden_for",
    "hot_path",
    "may_listen",
    "plain_columns_for",
    "profile_for",
    "reading_for",
    "rules_for",
    "source_for",
    "version_of",
    "visible_datasets",
]
