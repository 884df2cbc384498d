"""Issues of columns and of the table, and one score with its reasons."""

from __future__ import annotations

from typing import Any

from ..readers.infer import infer
from ..types import ColumnType
from .measure import Measured
from .words import PERSONAL

LOW_QUALITY = 0.5


def issue(code: str, severity: str, message: str, column: str | None = None) -> dict[str, Any]:
    """A finding; severity is high (mend it), medium (look at it) or low (know it)."""
    return {"code": code, "severity": severity, "message": message, "column": column}


def column_issues(column: Measured, meaning: str | None, rows: int) -> list[dict[str, Any]]:
    """Everything worth telling about one column, the gravest first."""
    found = [*_gaps(column, rows), *_sameness(column, rows), *_text(column), *_numbers(column), *_privacy(column, meaning)]
    order = {"high": 0, "medium": 1, "low": 2}
    return sorted(found, key=lambda item: order[item["severity"]])


def _gaps(column: Measured, rows: int) -> list[dict[str, Any]]:
    missing = (rows - column.filled) / rows if rows else 0.0
    if rows and not column.filled:
        return [issue("empty", "high", f"{column.name} holds no value at all.", column.name), _low_quality(column, missing)]
    if missing > LOW_QUALITY:
        return [_low_quality(column, missing)]
    if missing > 0.05:
        return [issue("missing_values", "medium" if missing > 0.2 else "low", f"{missing:.1%} of {column.name} is empty.", column.name)]
    return []


def _low_quality(column: Measured, missing: float) -> dict[str, Any]:
    return issue("low_quality", "high", f"{column.name} is of low quality: {missing:.1%} of it is empty.", column.name)


def _sameness(column: Measured, rows: int) -> list[dict[str, Any]]:
    if column.filled and column.distinct == 1 and column.distinct_exact and rows > 1:
        return [issue("constant", "medium", f"{column.name} has the same value in every row that has one.", column.name)]
    unique = column.distinct_exact and column.distinct == rows and rows > 10
    if unique and column.type in (ColumnType.INTEGER, ColumnType.TEXT):
        return [issue("possible_id", "low", f"{column.name} differs in every row: it may be a key.", column.name)]
    return []


def _text(column: Measured) -> list[dict[str, Any]]:
    if column.type is not ColumnType.TEXT or not column.filled:
        return []
    found = []
    if column.folded is not None and column.folded < column.distinct:
        more = column.distinct - column.folded
        words = f"{more:,} values of {column.name} differ from others only in case or outer spaces."
        found.append(issue("mixed_case", "medium", words, column.name))
    if column.padded:
        found.append(issue("outer_spaces", "low", f"{column.padded:,} values of {column.name} begin or end with a space.", column.name))
    texts = [str(value) for value in column.sample]
    looks = infer(texts).type
    if looks is not ColumnType.TEXT and looks is not ColumnType.BOOLEAN:
        found.append(issue("stored_as_text", "medium", f"{column.name} is text, but its values look like {looks.value}.", column.name))
    return found


def _numbers(column: Measured) -> list[dict[str, Any]]:
    if not column.outliers or not column.filled:
        return []
    share = column.outliers / column.filled
    words = f"{column.outliers:,} values of {column.name} ({share:.2%}) lie far from the others."
    return [issue("outliers", "medium" if share > 0.05 else "low", words, column.name)]


def _privacy(column: Measured, meaning: str | None) -> list[dict[str, Any]]:
    if meaning not in PERSONAL:
        return []
    return [
        issue("personal_data", "medium", f"{column.name} seems to hold {PERSONAL[meaning]}: mask it or limit who sees it.", column.name)
    ]


def table_issues(duplicates: int, rows: int) -> list[dict[str, Any]]:
    """Issues of the dataset as a whole: no rows, or rows that are copies of others (high above a tenth)."""
    if not rows:
        return [issue("no_rows", "high", "The dataset has no rows.")]
    if not duplicates:
        return []
    share = duplicates / rows
    return [issue("duplicate_rows", "high" if share > 0.1 else "medium", f"{duplicates:,} rows ({share:.1%}) are exact copies of others.")]


_WEIGHTS = {"filled": 0.5, "unique": 0.2, "sound": 0.3}
_FAULTS = frozenset({"low_quality", "empty", "constant", "mixed_case", "stored_as_text", "outer_spaces"})


def quality(columns: list[Measured], issues: list[dict[str, Any]], duplicates: int, rows: int) -> tuple[float, list[dict[str, Any]]]:
    """A score from 0 to 1: half for filled cells, a fifth for distinct rows, three tenths for columns without faults.

    Each reason says which part it is, what it is worth at most and what it earned.
    """
    if not rows or not columns:
        return 0.0, [{"part": "filled", "weight": 1.0, "score": 0.0, "message": "There are no rows to judge."}]
    filled = sum(column.filled for column in columns) / (rows * len(columns))
    faulty = {item["column"] for item in issues if item["code"] in _FAULTS}
    parts = {"filled": filled, "unique": 1 - duplicates / rows, "sound": 1 - len(faulty) / len(columns)}
    words = {
        "filled": f"{filled:.1%} of all cells hold a value.",
        "unique": f"{duplicates:,} of {rows:,} rows are copies of others." if duplicates else "No row is a copy of another.",
        "sound": f"{len(faulty):,} of {len(columns):,} columns have a fault." if faulty else "No column has a fault.",
    }
    reasons = [{"part": part, "weight": _WEIGHTS[part], "score": round(score, 4), "message": words[part]} for part, score in parts.items()]
    return round(sum(_WEIGHTS[part] * score for part, score in parts.items()), 4), reasons
