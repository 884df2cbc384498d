"""What a file really is: by its first bytes, and only then by its name."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import FileRefused
from .base import kinds
from .encoding import looks_binary

HEAD = 1 << 16
READABLE = "Upload CSV, TSV, JSON Lines, Parquet or Excel (.xlsx)."

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls) or a workbook with a password"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"PARE", "an encrypted Parquet file"),
    (b"{\\rtf", "a rich text document"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """The reader's name, whether the bytes are gzipped, and what the name wrongly said."""

    name: str
    gzipped: bool = False
    warnings: tuple[str, ...] = ()


def detect(path: Path, filename: str, chosen: str | None = None) -> Kind:
    """Name the kind of the file at `path` (called `filename` by its sender) or refuse it, saying what it is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise FileRefused("The file is empty.")
    if head[:2] == b"\x1f\x8b":
        return _named(Kind(_inside_gzip(filename, chosen), gzipped=True), filename)
    name = _magic(path, head) or _text_kind(head, filename, chosen)
    if chosen and chosen != name and {chosen, name} != {"csv", "jsonl"}:
        raise FileRefused(f"The file is not {reader_label(chosen)}: it is {reader_label(name)}.")
    return _named(Kind(chosen or name), filename)


def reader_label(name: str) -> str:
    """What people call the format `name`; the name itself when no reader has it."""
    return next((kind.label for kind in kinds() if kind.name == name), name)


def _magic(path: Path, head: bytes) -> str | None:
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(path)
    if head[8:12] == b"DUCK":
        raise FileRefused(f"The file is a DuckDB database. {READABLE}")
    if head[257:262] == b"ustar":
        raise FileRefused(f"The file is a tar archive. Unpack it first. {READABLE}")
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (len(magic) > 3 or looks_binary(head)):
            raise FileRefused(f"The file is {what}. {READABLE}")
    return None


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileRefused("The file is a damaged workbook or zip archive: its directory cannot be read. Upload it again.") from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    what = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "a zip archive"
    what = "an OpenDocument file" if "mimetype" in names and "content.xml" in names else what
    what = "a Word document" if "word/document.xml" in names else what
    raise FileRefused(f"The file is {what}. {READABLE}")


def _text_kind(head: bytes, filename: str, chosen: str | None) -> str:
    if looks_binary(head):
        raise FileRefused(f"The file is binary and of no kind that PilotBA reads. {READABLE}")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise FileRefused("The file is a web page, perhaps a sign-in page that was saved instead of the data. Download it again.")
    if start.startswith(b"<?xml"):
        raise FileRefused(f"The file is XML. {READABLE}")
    if chosen:
        return chosen
    return "jsonl" if _json_like(start, filename) else "csv"


def _json_like(start: bytes, filename: str) -> bool:
    named = filename.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson"))
    return start[:1] in (b"{", b"[") and (named or start.replace(b" ", b"")[:2] in (b'{"', b"[{", b"{}"))


def _inside_gzip(filename: str, chosen: str | None) -> str:
    if chosen in ("parquet", "xlsx"):
        raise FileRefused("Only CSV and JSON Lines may be gzipped. Unpack the file first.")
    if filename.lower().endswith((".tgz", ".tar.gz")):
        raise FileRefused(f"The file is a gzipped tar archive. Unpack it first. {READABLE}")
    return chosen or ("jsonl" if filename.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson")) else "csv")


def _named(kind: Kind, filename: str) -> Kind:
    """Add a warning when the name says another kind than the bytes."""
    suffix = Path(filename.lower().removesuffix(".gz")).suffix
    said = next((reader for reader in kinds() if suffix in reader.extensions), None)
    if said is None or said.name == kind.name or not suffix:
        return kind
    if said.name == "parquet":
        raise FileRefused(f"The file is called {suffix} but is {reader_label(kind.name)}. Upload it under its right name.")
    warning = f"The name ends in {suffix}, but the content is {reader_label(kind.name)}; it is read as that."
    return Kind(kind.name, kind.gzipped, (warning,))
