"""Cheap refusals before anything is stored or parsed: name, size, the first bytes. The real check is the sandboxed reader's."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from apps.core.errors import InvalidInput, TooLarge
from apps.engine.errors import FileRefused

ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".xlsx")
PACKED = (".gz", ".zst", ".zip")
HEAD_BYTES = 4096
# First bytes of files that people do drop by mistake, with their names.
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls, .doc)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)


def clean_filename(filename: str) -> str:
    """Return the bare file name: no folders, no control characters, at most 255 characters. InvalidInput when nothing is left."""
    bare = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in bare if c.isprintable()).strip()
    if not name or name in (".", ".."):
        raise InvalidInput("The upload carries no file name. Send one.", fields={"filename": "Missing."})
    return name if len(name) <= 255 else name[:200] + name[-55:]


def check_name(filename: str) -> None:
    """Raise FileRefused when no reader takes files of this name's ending."""
    name = filename.lower()
    for packed in PACKED:
        name = name.removesuffix(packed)
    if not name.endswith(ENDINGS):
        raise FileRefused(
            f"{filename} is not a kind of file that can be read. Upload CSV, TSV, JSON Lines, Parquet or Excel (.xlsx).", filename=filename
        )


def check_size(length: int) -> None:
    """Raise FileRefused for an empty file, TooLarge for one over the limit of the settings."""
    limit = settings.PILOTBA.max_upload_bytes
    if length == 0:
        raise FileRefused("The file is empty. Check that the export finished, then upload it again.")
    if length > limit:
        raise TooLarge(f"The file has {length:,} bytes; the limit is {limit:,}. Split it, or compress it as Parquet.", limit=limit)


def check_head(filename: str, head: bytes) -> None:
    """Raise FileRefused when the first bytes belong to something that holds no table, whatever the name says."""
    for magic, what in _STRANGERS:
        if head.startswith(magic):
            raise FileRefused(
                f"{filename} is {what}, not a table. Export its data as CSV or Excel (.xlsx) and upload that.", filename=filename
            )


def head_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
