"""A sample of a long text file: its head, and whole lines from places further on, so that a late surprise is seen."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..errors import FileRefused

HEAD = 1 << 20
BLOCK = 1 << 16
COUNT = 12


def head_and_blocks(path: Path) -> tuple[bytes, list[bytes]]:
    """The first megabyte cut at a line end, and up to twelve blocks of whole lines spread over the rest."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        if size <= HEAD:
            return head, []
        step = max(BLOCK, (size - HEAD) // COUNT)
        blocks = [_lines_at(file, at) for at in range(HEAD, size - BLOCK, step)]
        last = _lines_at(file, max(HEAD, size - BLOCK), to_end=True)
    return _whole(head), [block for block in (*blocks, last) if block]


def _whole(head: bytes) -> bytes:
    cut = max(head.rfind(b"\n"), head.rfind(b"\r"))
    if cut < 0:
        raise FileRefused(
            f"The first line is longer than {HEAD >> 20} MB, so this is no table of rows. Choose the right format.", line=1, limit=HEAD
        )
    return head[: cut + 1]


def _lines_at(file: BinaryIO, at: int, to_end: bool = False) -> bytes:
    file.seek(at)
    block = file.read(BLOCK)
    start = block.find(b"\n") + 1
    end = len(block) if to_end else block.rfind(b"\n") + 1
    return block[start:end] if 0 < start < end else b""
