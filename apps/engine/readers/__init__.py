"""Readers: one kind of file each. Bytes of an upload are parsed only inside a sandboxed process."""

from .base import Reader, kinds
from .options import ColumnChoice, ReadOptions
from .preview import Preview, PreviewColumn
from .sniffing import sniff

__all__ = ["ColumnChoice", "Preview", "PreviewColumn", "ReadOptions", "Reader", "kinds", "sniff"]
