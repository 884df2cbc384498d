"""Text encodings: find out, check, and turn into UTF-8 without holding the file in memory."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from charset_normalizer import from_bytes

from ..errors import FileRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = ("cp1252", "latin_1", "iso8859_15", "iso8859_1", "cp1250", "mac_roman", "cp850", "cp437", "cp858", "hp_roman8", "mac_latin2")
_CONTROLS = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27))
BLOCK = 1 << 20


def looks_binary(head: bytes) -> bool:
    """True for bytes that are no text in any encoding that we read."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) or utf16_without_bom(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(1, len(head) // 1000) or (b"\0" in head and head.count(b"\0") > 3)


def utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 shows itself by NULs in every second place: `utf-16-le`, `utf-16-be` or None."""
    head = head[: len(head) & ~1]
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if half and odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if half and even > half * 0.6 and odd < half * 0.1 else None


def guess_encoding(sample: bytes) -> str:
    """The name of the encoding of a sample that starts at the file's beginning."""
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    if name16 := utf16_without_bom(sample[:65536]):
        return name16
    if valid_utf8(sample):
        return "utf-8"
    return _eight_bit(sample)


def valid_utf8(sample: bytes) -> bool:
    """Whether the bytes are UTF-8; a character cut at the end is forgiven."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(sample: bytes) -> str:
    """Western texts are named cp1252, which is what programs mean by latin-1; others go by charset-normalizer."""
    odd = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:65536]
    best = from_bytes(odd).best()
    if best is None or best.encoding in _WESTERN or len(odd) < 64:
        return "cp1252" if not any(b in odd for b in b"\x81\x8d\x8f\x90\x9d") else "latin-1"
    return str(best.encoding).replace("_", "-")


def known(name: str) -> str:
    """The codec's canonical name, or a refusal for a name nobody knows."""
    try:
        info = codecs.lookup(name)
    except LookupError:
        raise FileRefused(f"“{name}” is no text encoding that PilotBA knows. Try utf-8 or cp1252.") from None
    if not getattr(info, "_is_text_encoding", True):
        raise FileRefused(f"“{name}” is no text encoding. Try utf-8 or cp1252.")
    return info.name


def is_utf8(name: str) -> bool:
    """Whether DuckDB can read the encoding as it is; ASCII is a part of UTF-8."""
    return known(name) in ("utf-8", "ascii", "utf-8-sig")


def decode_head(sample: bytes, encoding: str) -> str:
    """Decode a sample whose end may cut a character; the byte-order mark is dropped."""
    decoder = codecs.getincrementaldecoder(known(encoding))()
    try:
        return decoder.decode(sample).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise refusal(sample, error, encoding) from None


def refusal(sample: bytes, error: UnicodeDecodeError, encoding: str, lines_before: int = 0) -> FileRefused:
    """What to say when bytes are not in the encoding, with line and column."""
    before = sample[: error.start]
    line, column = lines_before + before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
    message = f"Line {line:,}, byte {column:,} is not {encoding}. Choose another encoding; cp1252 is common for files from Windows."
    return FileRefused(message, line=line, column=column, encoding=encoding)


def transcode(source: Path, target: Path, encoding: str, report: Callable[[int], None] = lambda done: None) -> None:
    """Write `source` as UTF-8 with plain line ends (\\n) to `target`, block by block."""
    decoder = codecs.getincrementaldecoder(known(encoding))()
    newlines = _Newlines()
    done = lines = 0
    with source.open("rb") as reading, target.open("w", encoding="utf-8", newline="") as writing:
        while block := reading.read(BLOCK):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                raise refusal(error.object, error, encoding, lines) from None
            writing.write(newlines.plain(text.lstrip("\ufeff") if done == 0 else text))
            done, lines = done + len(block), lines + block.count(b"\n")
            report(done)
        writing.write(newlines.rest())


class _Newlines:
    """Turns \\r\\n and \\r into \\n although a pair may be cut between blocks."""

    def __init__(self) -> None:
        self._held = ""

    def plain(self, text: str) -> str:
        text, self._held = self._held + text, ""
        if text.endswith("\r"):
            text, self._held = text[:-1], "\r"
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def rest(self) -> str:
        return "\n" if self._held else ""
