"""Static pictures of charts: PNG, SVG and PDF from a chart's payload, on the server, with no browser.

Reports, mails, downloads and pages without scripts use it. The drawing library is imported when the first picture is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from .look import MEDIA_TYPES, Look

__all__ = ["MEDIA_TYPES", "Look", "draw"]


def draw(payload: dict[str, Any], look: Look, batches: Iterable[pa.RecordBatch] | None = None) -> bytes:
    """The file of a picture. `payload` is what `services.render.render` answers; `batches` are all rows of kinds that stream them.

    The same payload and look give the same bytes on every machine with the same versions of the libraries.
    """
    from .drawing import drawn

    return drawn(payload, look, batches)
