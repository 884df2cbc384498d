"""Write the table of chart kinds in docs/guide/charts.md from what the kinds declare: `python -m scripts.kinds`."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from apps.charts.kinds import ChartKind, kinds
from apps.charts.kinds.base import Group, Shelf

PAGE = Path(__file__).parents[1] / "docs/guide/charts.md"
BEGIN, END = "<!-- kinds: written by scripts/kinds.py -->\n", "<!-- end of kinds -->\n"


def table() -> str:
    """A section for each group, a row for each kind: its name, what it shows, what it needs, and its options."""
    sections = []
    for group in get_args(Group):
        rows = [_row(kind) for kind in kinds().values() if kind.group == group]
        sections.append(f"### {group}\n\n| Kind | Shows | Takes | Look |\n|---|---|---|---|\n" + "".join(rows))
    return "\n".join(sections)


def _row(kind: ChartKind) -> str:
    takes = "; ".join(_taken(shelf) for shelf in kind.shelves) or "Any question"
    look = ", ".join(option.label.lower() for option in kind.options) or "–"
    return f"| **{kind.label}** (`{kind.name}`) | {kind.about} | {takes} | {look} |\n"


def _taken(shelf: Shelf) -> str:
    """Such as: Colour (optional), Lines (1 to 4)."""
    many = f"{shelf.least} to {shelf.most}" if shelf.most > max(1, shelf.least) else str(shelf.most) if shelf.most > 1 else ""
    note = f"up to {shelf.most}, optional" if not shelf.least and many else many or ("" if shelf.least else "optional")
    return f"{shelf.label}{f' ({note})' if note else ''}"


def page(text: str) -> str:
    """The page with the table as it is now."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
