"""From an opened file and people's choices to a plan for every column: name, type, format."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import FileRefused
from ..types import ColumnType
from .base import Opened
from .infer import SYMBOLS, Guess, Marks, check, infer
from .marks import guess_marks
from .options import ReadOptions


@dataclass(slots=True)
class ColumnPlan:
    """How column number `index` of the file becomes column `name` of the dataset; `chosen` types are never widened."""

    index: int
    source: str
    name: str
    type: ColumnType
    native: str
    format: str | None = None
    chosen: bool = False
    symbols: bool = False
    nulls_spelled: bool = False
    unparseable: list[str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """The column's name in the relation that a reader gives."""
        return f"c{self.index}"


@dataclass(slots=True)
class Plan:
    """The kept columns (`columns`), those left out, the options in force with every guess filled in, and warnings."""

    columns: list[ColumnPlan]
    left_out: list[ColumnPlan]
    options: ReadOptions
    marks: Marks
    warnings: list[str]
    guessed: list[str]


def make_plan(opened: Opened) -> Plan:
    """Guess what nobody chose. Raises FileRefused when a name is given twice or every column is left out."""
    texts = [[row[i] if isinstance(row[i], str) else None for row in opened.sample] for i in range(len(opened.columns))]
    marks, warnings = guess_marks(opened, texts)
    guesses = _guesses(opened, texts, marks)
    columns: list[ColumnPlan] = []
    left_out: list[ColumnPlan] = []
    for index, (column, guess) in enumerate(zip(opened.columns, guesses, strict=True)):
        choice = opened.options.choice(column.name)
        plan = ColumnPlan(index, column.name, (choice.rename or column.name).strip(), guess.type, column.native, guess.format)
        plan.symbols, plan.nulls_spelled, plan.unparseable = guess.symbols, guess.nulls_spelled, guess.unparseable
        if choice.type:
            _choose(plan, ColumnType(choice.type), choice.format or opened.options.date_format, marks, texts[index])
        binary = column.native in ("BLOB", "BIT") and not choice.type
        (left_out if binary or not choice.include else columns).append(plan)
        warnings += [f"The binary column {column.name} is left out."] * (binary and choice.include)
    warnings += _ambiguous(columns, guesses, opened.options)
    _check_names(columns)
    guessed = [*opened.guessed, *(f for f in ("decimal", "thousands") if opened.kind == "csv" and getattr(opened.options, f) is None)]
    options = opened.options.model_copy(update={"decimal": marks.decimal, "thousands": marks.thousands} if opened.kind == "csv" else {})
    return Plan(columns, left_out, options, marks, [*opened.warnings, *warnings], guessed)


def _guesses(opened: Opened, texts: list[list[str | None]], marks: Marks) -> list[Guess]:
    """Every column's guess; where day and month could be swapped, a column that is sure decides for the others."""

    def all_with(given: Marks) -> list[Guess]:
        return [
            infer(values, given, column.allowed)
            if column.native == "VARCHAR" and opened.kind != "parquet"
            else Guess(_native(column.native))
            for column, values in zip(opened.columns, texts, strict=True)
        ]

    found = all_with(marks)
    sure = [_month_first(guess) for guess in found if guess.format and not guess.ambiguous and _month_first(guess) is not None]
    if sure and any(guess.ambiguous for guess in found) and sure[0] != marks.month_first:
        swapped = Marks(marks.decimal, marks.thousands, marks.date_format, bool(sure[0]))
        return all_with(swapped)
    return found


def _month_first(guess: Guess) -> bool | None:
    text = guess.format or ""
    month, day = text.find("%m"), text.find("%d")
    return None if month < 0 or day < 0 or text.startswith("%Y") else month < day


def _native(native: str) -> ColumnType:
    kind = ColumnType.TIMESTAMP if native.startswith("TIMESTAMPTZ") else ColumnType.of_duckdb(native)
    return (
        ColumnType.JSON
        if kind is ColumnType.OTHER and native not in ("BLOB", "BIT", "INTERVAL")
        else ColumnType.TEXT
        if kind is ColumnType.OTHER
        else kind
    )


def _choose(plan: ColumnPlan, kind: ColumnType, date_format: str | None, marks: Marks, values: list[str | None]) -> None:
    """Apply a chosen type; a guessed date format stays when it belongs to the choice."""
    kept = plan.format if plan.type is kind else None
    plan.type, plan.chosen, plan.format = kind, True, (date_format or kept) if kind.is_temporal else None
    plan.symbols = kind in (ColumnType.FLOAT, ColumnType.DECIMAL, ColumnType.INTEGER) and any(set(v or "") & set(SYMBOLS) for v in values)
    plan.unparseable = check(values, kind, plan.format, marks)


def _ambiguous(columns: list[ColumnPlan], guesses: list[Guess], options: ReadOptions) -> list[str]:
    doubtful = [c for c in columns if guesses[c.index].ambiguous and not c.chosen and not options.choice(c.source).format]
    if not doubtful:
        return []
    order = "month first" if _month_first(guesses[doubtful[0].index]) else "day first"
    names = ", ".join(c.name for c in doubtful[:5])
    return [
        f"Day and month can be told apart nowhere in {names}; read {order} ({doubtful[0].format}). Choose the date format if that is wrong."
    ]


def _check_names(columns: list[ColumnPlan]) -> None:
    if not columns:
        raise FileRefused("Every column is left out. Include at least one.")
    seen: set[str] = set()
    for column in columns:
        if not column.name or column.name.lower() in seen:
            raise FileRefused(
                f"Two columns are called “{column.name}”. Rename one of them." if column.name else "A column's new name is empty.",
                column=column.name,
            )
        seen.add(column.name.lower())
