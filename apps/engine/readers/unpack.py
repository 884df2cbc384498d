"""Gzip with a budget: never more than a hundred times its size, nor more than a dataset may have."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import FileRefused

RATIO = 100
ABSOLUTE = 20 << 30
FLOOR = 16 << 20
BLOCK = 1 << 20


def gunzip(source: Path, target: Path, *, limit: int | None = None, budget: int = ABSOLUTE) -> None:
    """Unpack all members of `source` into `target`, checking each CRC; stop quietly after `limit` bytes (a sample).

    Raises FileRefused for a bomb, a wrong checksum, a cut-off file or a tar archive inside.
    """
    allowed = min(max(source.stat().st_size * RATIO, FLOOR), budget)
    written = 0
    with target.open("wb") as plain:
        for chunk in _plain(source):
            written += len(chunk)
            if written > allowed:
                words = f"The gzip file unpacks to more than {allowed >> 20:,} MB ({RATIO} times its size). Split it, or upload Parquet."
                raise FileRefused(words, limit=allowed)
            plain.write(chunk)
            if limit is not None and written >= limit:
                break
    _no_tar(target)


def _plain(source: Path) -> Iterator[bytes]:
    try:
        with gzip.open(source, "rb") as packed:
            while chunk := packed.read(BLOCK):
                yield chunk
    except EOFError:
        raise FileRefused("The gzip file is cut off. Upload it again.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        what = "its checksum is wrong" if "CRC" in str(error) or "length" in str(error) else "it cannot be unpacked"
        raise FileRefused(f"The gzip file is damaged: {what}. Upload it again.") from None


def _no_tar(target: Path) -> None:
    with target.open("rb") as plain:
        head = plain.read(262)
    if not head:
        raise FileRefused("The gzip file is empty.")
    if head[257:262] == b"ustar":
        raise FileRefused("The file is a gzipped tar archive. Unpack it and upload the table inside.")
