"""CSV and TSV: encoding, dialect, header; read by DuckDB with the options that were found here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import FileRefused
from .base import MAX_SAMPLE_CELLS, MAX_SAMPLE_ROWS, Desk, Opened, RawColumn, Reader, check_width, register
from .blocks import HEAD, head_and_blocks
from .dialect import Dialect, guess_dialect, records
from .encoding import decode_head, guess_encoding, is_utf8, known, transcode
from .names import has_header, unique_names
from .options import ReadOptions


@dataclass(frozen=True, slots=True)
class _Text:
    """The sample as text: the head of the file and whole lines from further on."""

    head: str
    blocks: list[str]
    encoding: str
    path: Path


@register
class Delimited(Reader):
    """Comma, semicolon, tab and pipe separated text."""

    name, label, textual = "csv", "a CSV or TSV file", True
    extensions = (".csv", ".tsv", ".txt", ".tab", ".psv")
    fields = ("encoding", "delimiter", "quote", "header", "skip_rows", "decimal", "thousands", "date_format")

    def open(self, path: Path, options: ReadOptions, desk: Desk) -> Opened:
        text = _as_text(path, options, desk)
        dialect = guess_dialect(_after(text.head, options.skip_rows or 0), options.delimiter, options.quote)
        skip = options.skip_rows if options.skip_rows is not None else dialect.skip
        rows = _rows(text, skip, dialect)
        header = options.header if options.header is not None else has_header(rows[0], rows[1:])
        opened = _opened(rows, header, dialect)
        opened.source = text.path
        opened.guessed = [f for f in ("encoding", "delimiter", "quote", "header", "skip_rows") if getattr(options, f) is None]
        found = {
            "format": "csv",
            "encoding": text.encoding,
            "delimiter": dialect.delimiter,
            "quote": dialect.quote,
            "header": header,
            "skip_rows": skip,
        }
        opened.options = options.model_copy(update=found)
        return opened


def _as_text(path: Path, options: ReadOptions, desk: Desk) -> _Text:
    """Decode the sample; for the whole file make a UTF-8 copy when it is in another encoding."""
    head, blocks = head_and_blocks(path)
    encoding = options.encoding or guess_encoding(head + b"".join(blocks))
    if not is_utf8(encoding) and desk.whole:
        plain = desk.scratch / "utf8.txt"
        transcode(path, plain, encoding, lambda done: desk.report(0.05, "Changing the encoding to UTF-8"))
        path, (head, blocks) = plain, head_and_blocks(plain)
    decode_as = "utf-8" if is_utf8(encoding) or desk.whole else encoding
    later = [block.decode(known(decode_as), errors="replace") for block in blocks] if not decode_as.startswith("utf-16") else []
    text = _Text(decode_head(head, decode_as), later, known(encoding), path)
    _no_nuls(text)
    return text


def _no_nuls(text: _Text) -> None:
    at = text.head.find("\0")
    if at >= 0:
        line = text.head.count("\n", 0, at) + 1
        column = at - text.head.rfind("\n", 0, at)
        raise FileRefused(
            f"Line {line:,}, column {column:,} holds a NUL character: the file is damaged, or it is UTF-16. Choose its encoding.",
            line=line,
            column=column,
        )


def _after(text: str, lines: int) -> str:
    for _ in range(lines):
        text = text.partition("\n")[2]
    return text


def _rows(text: _Text, skip: int, dialect: Dialect) -> list[list[str]]:
    """Sampled records, the header among them; blocks are left out when quoted line breaks make their starts unsure."""
    limit = min(MAX_SAMPLE_ROWS, max(60, MAX_SAMPLE_CELLS // dialect.width))
    head = _after(text.head, skip)
    parts = [head] if _breaks_in_quotes(head, dialect.quote) else [head, *text.blocks]
    share = limit if len(parts) == 1 else limit // 2
    rows = _take(records(parts[0], dialect.delimiter, dialect.quote), share, dialect.width)
    for part in parts[1:]:
        rows += _take(records(part, dialect.delimiter, dialect.quote), limit // 2 // (len(parts) - 1), dialect.width)
    if not rows:
        raise FileRefused("The file has no rows: it holds only blank lines.")
    check_width(max(len(rows[0]), dialect.width))
    return rows


def _take(found: Iterable[list[str]], limit: int, width: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in found:
        if row and (width == 1 or row != [""]):
            rows.append(row)
        if len(rows) >= limit:
            break
    return rows


def _breaks_in_quotes(text: str, quote: str) -> bool:
    return any(line.count(quote) % 2 for line in text[:HEAD].split("\n")[:5000])


def _opened(rows: Sequence[list[str]], header: bool, dialect: Dialect) -> Opened:
    body = list(rows[1:] if header else rows)
    width = max(len(rows[0]), dialect.width) if header else dialect.width
    titles = [*rows[0], *[""] * (width - len(rows[0]))] if header else [f"column_{i + 1}" for i in range(width)]
    names, warnings = unique_names(titles)
    pad = header and bool(body) and dialect.width < width
    even = [[*row, *[""] * (width - len(row))] if pad and len(row) < width else row for row in body]
    good = [row for row in even if len(row) == width]
    if odd := len(even) - len(good):
        warnings.append(
            f"{odd:,} of {len(even):,} sampled rows do not have {width:,} columns; such rows go to the quarantine with their line numbers."
        )
    columns = [RawColumn(name, title) for name, title in zip(names, titles, strict=True)]
    sample = [[cell if cell else None for cell in row] for row in good]
    return Opened("csv", ReadOptions(), columns, sample, Path(), warnings=warnings, pad_short_rows=pad)
