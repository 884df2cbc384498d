"""Look at a file and say how it would be read; the looking happens in a sandboxed process."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from ..duck.sandbox import SandboxLimits, run_sandboxed
from ..errors import FileRefused
from ..types import ColumnType
from . import delimited, jsonlines, parquet, workbook  # noqa: F401  # importing registers the kinds
from .base import MAX_PREVIEW_ROWS, Desk, Opened, Report, reader_for
from .detect import Kind, detect
from .infer import is_null
from .options import ReadOptions
from .plan import ColumnPlan, Plan, make_plan
from .preview import Preview, PreviewColumn
from .unpack import gunzip

_SAMPLE_BYTES = 8 << 20
_SAMPLES = 5
_CELL = 300
SNIFF_LIMITS = SandboxLimits(seconds=60, cpu_seconds=60, memory_mb=4096)


def sniff(path: Path, filename: str, options: ReadOptions | None = None, *, cancelled: Callable[[], bool] | None = None) -> Preview:
    """The first rows of the file as they would be imported with `options` (None: everything is guessed).

    `filename` is what its sender called it. Raises FileRefused with words, and with `line`/`column` where known.
    """
    args = {"path": str(path), "filename": filename, "options": (options or ReadOptions()).model_dump(mode="json")}
    with scratch_folder() as scratch:
        answer = run_sandboxed(
            "apps.engine.readers.sniffing:sniff_job",
            {**args, "scratch": str(scratch)},
            read=[path],
            write=[scratch],
            limits=SNIFF_LIMITS,
            cancelled=cancelled,
        )
    return Preview.from_dict(answer)


@contextlib.contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix=".reading-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sniff_job(args: dict[str, Any], report: Report) -> dict[str, Any]:
    """The sandboxed half of `sniff`."""
    scratch = Path(args["scratch"])
    duckdb.execute(f"SET threads=1; SET memory_limit='800MB'; SET temp_directory='{scratch}'")
    opened = open_file(
        Path(args["path"]), args["filename"], ReadOptions.model_validate(args["options"]), Desk(scratch, report, whole=False)
    )
    preview = preview_of(opened, make_plan(opened)).as_dict()
    answer: dict[str, Any] = json.loads(json.dumps(preview, default=str))
    return answer


def open_file(path: Path, filename: str, options: ReadOptions, desk: Desk) -> Opened:
    """Detect the kind, unpack gzip, and open the file with its reader."""
    kind = detect(path, filename, options.format)
    if kind.gzipped:
        plain = desk.scratch / "unpacked"
        gunzip(path, plain, limit=None if desk.whole else _SAMPLE_BYTES)
        path, kind = plain, _inner(plain, filename, options)
    opened = reader_for(kind.name).open(path, options, desk)
    opened.warnings = [*kind.warnings, *opened.warnings]
    if options.format is None:
        opened.guessed = ["format", *opened.guessed]
    return opened


def _inner(plain: Path, filename: str, options: ReadOptions) -> Kind:
    inner = detect(plain, filename.lower().removesuffix(".gz"), options.format)
    if inner.gzipped or inner.name not in ("csv", "jsonl"):
        raise FileRefused("Only CSV and JSON Lines may be gzipped, and only once. Unpack the file first.")
    return inner


def preview_of(opened: Opened, plan: Plan) -> Preview:
    """Describe every column, the left out ones too, in the order of the file."""
    left_out = {id(column) for column in plan.left_out}
    ordered = sorted([*plan.columns, *plan.left_out], key=lambda column: column.index)
    columns = [_column(column, opened, include=id(column) not in left_out) for column in ordered]
    rows = [[_cell(row[column.index]) for column in plan.columns] for row in opened.sample[:MAX_PREVIEW_ROWS]]
    warnings = [*plan.warnings, *_unfit(plan)]
    return Preview(columns, rows, plan.options, plan.guessed, warnings, opened.sheets)


def _column(column: ColumnPlan, opened: Opened, include: bool) -> PreviewColumn:
    values = [row[column.index] for row in opened.sample]
    text = column.type is ColumnType.TEXT
    missing = sum(value is None or (not text and is_null(value)) for value in values)
    samples = list(dict.fromkeys(str(_cell(value)) for value in values if value is not None))[:_SAMPLES]
    share = round(missing / len(values), 4) if values else 0.0
    unfit = [value[:_CELL] for value in column.unparseable[:10]]
    return PreviewColumn(column.name, column.type, share, samples, unfit, column.source, include, column.format)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _CELL else value[: _CELL - 1] + "…"
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)[:_CELL]


def _unfit(plan: Plan) -> list[str]:
    return [
        f"In {column.name} {len(column.unparseable):,} sampled values such as “{column.unparseable[0][:60]}” are no {column.type.value}; "
        "rows with such values go to the quarantine. Choose text to keep them."
        for column in plan.columns
        if column.unparseable
    ]
