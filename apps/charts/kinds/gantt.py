"""A Gantt chart: tasks as bars from their start to their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.formats import dated
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Shelf
from .words import grouped, moment

_MOST = 60
_HUES = 8


@dataclass(frozen=True)
class Task:
    """One bar; `begin` and `end` are ISO 8601 texts as the answer has them, the length counts a whole last day."""

    name: str
    begin: str
    end: str
    length_ms: float
    group: Any
    row: int


class Gantt(ChartKind):
    name, label, icon, renderer = "gantt", "Gantt", "chart-gantt", "plotly"
    about = "Shows tasks as bars from their start to their end."
    group = "Over time"
    shelves = (
        Shelf("A task", "row", wants="category"),
        Shelf("A start", "row", wants="time"),
        Shelf("An end", "row", wants="time"),
        Shelf("A colour", "row", 0, 1, wants="category"),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs listed rows of task, start and end, or tasks grouped with their earliest start and latest end."""
        if spec.rows is not None:
            return super().misfit(spec) if "*" not in spec.rows else "A Gantt chart needs its fields by name: task, start and end."
        fits = 1 <= len(spec.dimensions) <= 2 and len(spec.measures) == 2
        return None if fits else "A Gantt chart needs rows of a task, a start and an end, or a task with its lowest start and highest end."

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        tasks = _tasks(data)[:_MOST]
        colour = _columns(data)[3]
        groups = list(dict.fromkeys(task.group for task in tasks)) if colour else [None]
        shown = groups if len(groups) <= _HUES else groups[: _HUES - 1]
        lanes = [(moment(group, colour) if colour else "", [t for t in tasks if t.group == group], group) for group in shown]
        if len(shown) < len(groups):
            lanes.append((f"Others ({grouped(len(groups) - len(shown))})", [t for t in tasks if t.group not in shown], None))
        traces = [_bar(name, lane, group, colour) for name, lane, group in lanes]
        names = list(dict.fromkeys(task.name for task in tasks))
        axis = {"type": "category", "autorange": "reversed", "categoryorder": "array", "categoryarray": names, "showgrid": False}
        layout = {"barmode": "overlay", "xaxis": {"type": "date", "showgrid": True}, "yaxis": axis, "hovermode": "closest"}
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many tasks there are, from when to when, and which takes longest."""
        tasks = _tasks(data) if data.rows else []
        if not tasks:
            return "There are no tasks with a start and an end." if data.rows else "There are no rows to draw."
        start = _columns(data)[1]
        begin, end = min(task.begin for task in tasks), max(task.end for task in tasks)
        longest = max(tasks, key=lambda task: task.length_ms)
        days = longest.length_ms / 86_400_000
        spent = f"{grouped(days)} days" if days >= 2 else f"{grouped(days * 24, 1)} hours"
        head = (
            f"{grouped(len(tasks))} tasks from {moment(begin, start)} to {moment(end, start)}; {longest.name} takes longest with {spent}."
        )
        unfit = (
            f" {grouped(len(data.rows) - len(tasks))} rows have no start, no end or an end before their start."
            if len(tasks) < len(data.rows)
            else ""
        )
        return head + unfit + (f" The first {_MOST} are drawn; the table has all." if len(tasks) > _MOST else "")


def _bar(name: str, lane: list[Task], group: Any, colour: OutputColumn | None) -> dict[str, Any]:
    meta = {"column": colour.name, "value": group} | ({"others": True} if name.startswith("Others (") else {}) if colour else {}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [task.name for task in lane],
        "base": [task.begin for task in lane],
        "x": [task.length_ms for task in lane],
        "customdata": [task.row for task in lane],
        "text": [f"{_said(task.begin)} – {_said(task.end)}" for task in lane],
        "textposition": "none",
        "hovertemplate": "%{y}<br>%{text}<extra></extra>",
        "showlegend": colour is not None,
        "meta": meta,
    }


def _columns(data: ChartData) -> tuple[OutputColumn, OutputColumn, OutputColumn, OutputColumn | None]:
    """Task, start, end and, when there is one, colour: in listed rows by their order, in groups by their role."""
    found = list(data.columns)
    if data.dimensions:
        first, *more = data.dimensions
        return first, data.measures[0], data.measures[1], more[0] if more else None
    return found[0], found[1], found[2], found[3] if len(found) > 3 else None


def _tasks(data: ChartData) -> list[Task]:
    task, begin, end, colour = _columns(data)
    groups = data.values(colour) if colour else [None] * len(data.rows)
    found = []
    for row, (name, start, stop, group) in enumerate(zip(data.values(task), data.values(begin), data.values(end), groups, strict=True)):
        length = _length(start, stop)
        if length is not None:
            found.append(Task(moment(name, task), str(start), str(stop), length, group, row))
    return sorted(found, key=lambda one: (one.begin, one.row))


def _said(text: str) -> str:
    return dated(text)


def _length(begin: Any, end: Any) -> float | None:
    """Milliseconds from one time to another; an end that is a whole day counts to the end of that day."""
    try:
        start, stop = dt.datetime.fromisoformat(str(begin)), dt.datetime.fromisoformat(str(end))
    except ValueError:
        return None
    if len(str(end)) <= 10:
        stop += dt.timedelta(days=1)
    length = (stop.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds() * 1000
    return length if length >= 0 else None
