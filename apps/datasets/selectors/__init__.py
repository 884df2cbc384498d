"""Reads of datasets, always filtered by rights."""

from .datasets import access_dataset, current_version, may_listen, version_of, visible_datasets
from .hot import ensure_hot, hot_path
from .profiles import profile_for
from .sources import rules_for, source_for
from .uploads import access_upload, complete_upload

__all__ = [
    "access_dataset",
    "access_upload",
    "complete_upload",
    "current_version",
    "ensure_hot",
    "hot_path",
    "may_listen",
    "profile_for",
    "rules_for",
    "source_for",
    "version_of",
    "visible_datasets",
]
