"""Kinds that our own engine draws from all their rows: binned to the picture's pixels, so that any number of rows fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from .frame import Frame


def draw_big(payload: dict[str, Any], frame: Frame, batches: Iterable[pa.RecordBatch]) -> None:
    raise NotImplementedError
