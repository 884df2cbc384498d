"""Datasets, their immutable versions, uploads under way, row rules, and files waiting for the sweep."""

from .datasets import Dataset, DatasetState, DatasetVersion
from .files import LooseFile
from .rules import RowRule
from .uploads import Upload, UploadState

__all__ = ["Dataset", "DatasetState", "DatasetVersion", "LooseFile", "RowRule", "Upload", "UploadState"]
