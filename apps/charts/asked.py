"""A question with what is known of its fields, in the words that the rules for choosing a kind are written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from apps.engine.spec import Dimension, QuerySpec

from .fields import Field, find

_ADDS_UP = frozenset({"sum", "count"})


@dataclass(frozen=True)
class Asked:
    """Groups count as times, ranges of numbers, or categories; `values` is how many there are of one."""

    spec: QuerySpec
    fields: Sequence[Field]

    @cached_property
    def listed(self) -> list[Field]:
        """The fields of listed rows; none when all are listed or groups are asked for."""
        found = [find(self.fields, name) for name in self.spec.rows or ()]
        return [field for field in found if field]

    @cached_property
    def groups(self) -> list[tuple[Dimension, Field | None]]:
        return [(dimension, find(self.fields, dimension.field)) for dimension in self.spec.dimensions]

    @cached_property
    def times(self) -> int:
        return sum(d.grain is not None or bool(f and f.is_time) for d, f in self.groups)

    @cached_property
    def ranges(self) -> int:
        """Numbers in ranges."""
        return sum(d.bins is not None or d.width is not None for d, _ in self.groups)

    @cached_property
    def numbers(self) -> int:
        """Numbers that are grouped by, in ranges or not."""
        return sum(bool(f and f.is_number) for _, f in self.groups)

    @property
    def dimensions(self) -> int:
        return len(self.groups)

    @property
    def categories(self) -> int:
        return self.dimensions - self.times - self.ranges

    @property
    def measures(self) -> int:
        return len(self.spec.measures)

    @property
    def plain(self) -> bool:
        """Whether nothing is computed over the groups."""
        return self.spec.transform is None

    @property
    def measured(self) -> bool:
        return bool(self.spec.measures) or self.spec.transform is not None

    @cached_property
    def adds_up(self) -> list[bool]:
        """Of each measure, whether its parts make a whole."""
        return [measure.agg in _ADDS_UP for measure in self.spec.measures]

    @cached_property
    def measured_fields(self) -> list[Field]:
        """The fields of the measures that have one."""
        found = [find(self.fields, getattr(measure, "field", None) or "") for measure in self.spec.measures]
        return [field for field in found if field]

    def only_counts(self) -> bool:
        return all(measure.agg == "count" for measure in self.spec.measures)

    def values(self, place: int) -> int:
        """How many values the dimension of this place has; a guess in the middle when that is not known."""
        dimension, field = self.groups[place]
        return dimension.bins or (field.values if field and field.values is not None and not dimension.grain else 12)

    def meaning(self, place: int) -> str:
        field = self.groups[place][1]
        return field.meaning if field else ""

    def names(self) -> list[str]:
        """What the measures are called, or their fields."""
        return [str(measure.name or getattr(measure, "field", "") or "").lower() for measure in self.spec.measures]
