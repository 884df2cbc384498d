"""What every chart kind is: declared options, a figure, a sentence. The form, validation and documentation come from the declaration."""

from __future__ import annotations

import datetime as dt
import importlib
import math
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, ClassVar, Literal

from apps.core.errors import InvalidInput
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

Renderer = Literal["plotly", "webgl", "tiles", "html"]
Group = Literal["Numbers", "Comparison", "Over time", "Part of a whole", "Distribution", "Relation", "Flow", "Map"]
Holds = Literal["dimension", "time", "number", "measure", "row"]
Wants = Literal["", "time", "number", "place", "category", "latitude", "longitude"]
Value = str | bool | float | None
_PARTS: Mapping[Holds, str] = {
    "dimension": "dimensions",
    "time": "dimensions",
    "number": "dimensions",
    "measure": "measures",
    "row": "rows",
}


@dataclass(frozen=True)
class Shelf:
    """A place for fields that a kind declares. Shelves take the question's fields in order: the first shelf of dimensions its first ones.

    `holds` says what lies there: a dimension (of any type, a time or a number), a measure, or a column of plain rows. `wants` is
    the column of plain rows that belongs there: a time, number, place (either of both), category, latitude or longitude.
    """

    label: str
    holds: Holds = "dimension"
    least: int = 1
    most: int = 1
    help: str = ""
    wants: Wants = ""


@dataclass(frozen=True)
class Option:
    """One thing that a person may choose about a kind; `choices` are (value, label) and make it a list to choose from.

    `number` makes it a number between `least` and `most`; None, the usual default of such an option, leaves it to the kind.
    """

    name: str
    label: str
    default: Value
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    number: bool = False
    least: float | None = None
    most: float | None = None

    def checked(self, value: Any) -> Value:
        """Return the value if it fits; raises InvalidInput naming the option and what would fit."""
        if isinstance(value, bool) and {"on", "off"} <= dict(self.choices).keys():
            value = "on" if value else "off"  # as older charts have it, and as it is said in JSON
        fits, wanted = self._number(value) if self.number else self._word(value)
        if not fits:
            raise InvalidInput(f"The option {self.name} must be {wanted}.", field=f"options.{self.name}")
        return value  # type: ignore[no-any-return]  # `fits` says that it is a Value

    def _word(self, value: Any) -> tuple[bool, str]:
        if isinstance(self.default, bool):
            return isinstance(value, bool), "true or false"
        if self.choices:
            return value in dict(self.choices), "one of " + ", ".join(name for name, _ in self.choices)
        return isinstance(value, str) and len(value) <= 200, "text of at most 200 characters"

    def _number(self, value: Any) -> tuple[bool, str]:
        low, high = self.least, self.most
        ends = [f"{word} {end:g}" for word, end in (("at least", low), ("at most", high)) if end is not None]
        bounds = f" of {' and '.join(ends)}" if ends else ""
        if value is None:
            return self.default is None, f"a number{bounds}"
        fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return fits and (low is None or value >= low) and (high is None or value <= high), f"a number{bounds}"


@dataclass(frozen=True)
class ChartData:
    """The answer that a chart draws: columns, and rows of plain JSON values (times are ISO 8601 texts).

    `question` is what was put, `as_of` when the data was read, on the clock of the question's time zone; `more` holds the
    answers of the further questions that the kind put, by their names.
    """

    columns: tuple[OutputColumn, ...]
    rows: list[list[Any]]
    total: int | None = None
    question: QuerySpec | None = None
    as_of: dt.datetime | None = None
    more: Mapping[str, ChartData] = field(default_factory=dict)
    _places: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update({column.name: place for place, column in enumerate(self.columns)})

    @property
    def dimensions(self) -> list[OutputColumn]:
        return [c for c in self.columns if c.role == "dimension"]

    @property
    def measures(self) -> list[OutputColumn]:
        return [c for c in self.columns if c.role == "measure"]

    def values(self, column: OutputColumn) -> list[Any]:
        """The column's values, row by row."""
        place = self._places[column.name]
        return [row[place] for row in self.rows]


EXTRAS: list[Callable[[ChartKind], tuple[Option, ...]]] = []  # who adds options to kinds


class ChartKind(ABC):
    """One way to draw an answer. Subclasses are found by being in this folder."""

    name: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]
    renderer: ClassVar[Renderer]
    renderers: ClassVar[tuple[Renderer, ...]] = ()  # between which services/choice.py chooses by size; () for one that stays
    about: ClassVar[str]
    group: ClassVar[Group] = "Comparison"
    shelves: ClassVar[tuple[Shelf, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = ()
    arrow: ClassVar[bool] = False
    ordered: ClassVar[bool] = False  # streamed rows come in the order of the first field, and those without a value too: a gap
    overlaid: ClassVar[bool] = False  # whether reference lines, trends and their like may lie over it

    @property
    def every_option(self) -> tuple[Option, ...]:
        """The kind's own options and those that all kinds of its sort have."""
        return self.options + tuple(option for more in EXTRAS for option in more(self))

    def misfit(self, spec: QuerySpec) -> str | None:
        """Why this kind cannot draw the answer of `spec`, in words; None when it can. Counts what lies on the declared shelves."""
        for part in dict.fromkeys(_PARTS.values()) if self.shelves else ():
            shelves = [shelf for shelf in self.shelves if _PARTS[shelf.holds] == part]
            least, most = sum(shelf.least for shelf in shelves), sum(shelf.most for shelf in shelves)
            there = len(getattr(spec, part) or ())
            if there < least and not spec.transform:
                needed = " and ".join(shelf.label.lower() for shelf in shelves if shelf.least)
                return f"{self.label} needs {needed}: {f'{least} to {most}' if least < most else least} {_parts(part, most)}."
            if there > most:
                return f"{self.label} takes {f'at most {most}' if most else 'no'} {_parts(part, most)}; remove {there - most}."
        return None

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """The question that is put for this kind; most put the given one. A box plot, say, asks for quartiles of each measure."""
        return spec

    def more(self, question: QuerySpec, data: ChartData, options: Mapping[str, Any]) -> Mapping[str, QuerySpec]:
        """Further questions by name, once the first one is answered: totals of a pivot table, or what is outside a top ten.

        What cannot be worked out from the rows (a ratio, a count of different values) is asked, never added up.
        """
        return {}

    def totals(self, data: ChartData) -> list[Any] | None:
        """Of each column of a table its total, None where there is none; None when the kind shows none."""
        return None

    def layer(self, options: Mapping[str, Any]) -> str:
        """What our own engine draws of a kind whose rows are streamed: a layer of webgl/src/layers/registry.js."""
        return "points"

    def declared(self) -> dict[str, Any]:
        """The kind as plain data: what forms and documentation are drawn from."""
        facts: dict[str, Any] = {"name": self.name, "label": self.label, "icon": self.icon, "renderer": self.renderer, "about": self.about}
        facts |= {"group": self.group, "shelves": [asdict(shelf) for shelf in self.shelves]}
        return facts | {"options": [asdict(option) for option in self.every_option]}

    def defaults(self) -> dict[str, Value]:
        """Every option at its default."""
        return {option.name: option.default for option in self.every_option}

    def checked(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """All options, the given ones checked; raises InvalidInput for a bad value or a name that is no option."""
        known = {option.name: option for option in self.every_option}
        for name in given:
            if name not in known:
                raise InvalidInput(f"A {self.label.lower()} chart has no option {name}.", field=f"options.{name}", options=sorted(known))
        return self.defaults() | {name: known[name].checked(value) for name, value in given.items()}

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        """Plotly's `{data, layout}` without colours (the page gives its own); None for kinds that Plotly does not draw."""
        return None

    @abstractmethod
    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """One or two sentences that say what the picture shows."""


def _parts(name: str, count: int) -> str:
    return name.removesuffix("s") if count == 1 else name


@cache
def kinds() -> Mapping[str, ChartKind]:
    """Every kind by name, in the order of their labels."""
    package = __package__ or ""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{module.name}")
    found = sorted((cls() for cls in _leaves(ChartKind)), key=lambda kind: kind.label)
    return {kind.name: kind for kind in found}


def _leaves(base: type[Any]) -> Iterable[type[ChartKind]]:
    for cls in base.__subclasses__():
        below = list(_leaves(cls))
        yield from below or [cls]


def get(name: str) -> ChartKind:
    """The kind called `name`; raises InvalidInput with those that there are."""
    kind = kinds().get(name)
    if kind is None:
        raise InvalidInput(f"There is no chart kind {name}. There are: {', '.join(kinds())}.", field="kind")
    return kind
