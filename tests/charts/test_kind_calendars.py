"""Gantt, candlestick, calendar and small multiples: things in their order of time, and side by side."""

from __future__ import annotations

import datetime as dt

import pytest
from answers import MONTH, PRODUCT, REGION, REVENUE, SUM, answer, asked, figure, misfit, summary, traces

from apps.engine.compile import OutputColumn
from apps.engine.types import ColumnType

TASK = OutputColumn("task", "Task", ColumnType.TEXT, "field")
START = OutputColumn("start", "Start", ColumnType.DATE, "field")
END = OutputColumn("finish", "End", ColumnType.DATE, "field")
TEAM = OutputColumn("team", "Team", ColumnType.TEXT, "field")
DAY = OutputColumn("day", "Day", ColumnType.DATE, "dimension", "day")
OPEN, HIGH, LOW, CLOSE = (OutputColumn(n, n.capitalize(), ColumnType.FLOAT, "measure") for n in ("first", "highest", "lowest", "last"))
DAY_MS = 86_400_000
TASKS = [
    ["Build", "2026-02-02", "2026-02-05", "B"], ["Plan", "2026-01-05", "2026-01-05", "A"], ["Lost", None, "2026-01-05", "A"],
    ["Back", "2026-01-05", "2026-01-01", "A"],
]  # fmt: skip


def test_tasks_last_to_the_end_of_their_last_day() -> None:
    plan, build = traces("gantt", answer([TASK, START, END, TEAM], TASKS))
    assert (plan["y"], plan["base"], plan["x"], plan["customdata"]) == (["Plan"], ["2026-01-05"], [DAY_MS], [1])
    assert (build["x"], build["meta"]) == ([4 * DAY_MS], {"column": "team", "value": "B"})
    assert build["text"] == ["Feb 2, 2026 – Feb 5, 2026"]
    told = summary("gantt", answer([TASK, START, END, TEAM], TASKS))
    assert told.startswith("2 tasks from Jan 5, 2026 to Feb 5, 2026; Build takes longest with 4 days.")
    assert told.endswith("2 rows have no start, no end or an end before their start.")


def test_a_gantt_takes_rows_or_groups() -> None:
    assert misfit("gantt", rows=["task", "start", "finish"]) is None
    ends = [{"agg": "min", "field": "day"}, {"agg": "max", "field": "day"}]
    assert misfit("gantt", dimensions=[{"field": "region"}], measures=ends) is None
    assert "rows of a task" in str(misfit("gantt", dimensions=[{"field": "region"}], measures=[SUM]))
    assert "by name" in str(misfit("gantt", rows=["*"]))


def test_one_measure_asks_for_the_four_values_of_its_field() -> None:
    spec = asked("candlestick", dimensions=[{"field": "day", "grain": "month"}], measures=[{"agg": "avg", "field": "amount"}])
    assert [(m["agg"], m["field"], m.get("by")) for m in spec["measures"]] == [
        ("first", "amount", "day"), ("max", "amount", None), ("min", "amount", None), ("last", "amount", "day"),
    ]  # fmt: skip
    assert "four" in str(misfit("candlestick", dimensions=[{"field": "day"}], measures=[SUM, {"agg": "count"}]))
    assert "numeric field" in str(misfit("candlestick", dimensions=[{"field": "day"}], measures=[{"agg": "count"}]))


def test_candles_are_in_the_order_of_time_and_know_up_from_down() -> None:
    rows = [["2026-02-01", 10.0, 12.0, 8.0, 9.0], ["2026-01-01", 8.0, 11.0, 7.0, 10.0], [None, 1.0, 1.0, 1.0, 1.0]]
    (trace,) = traces("candlestick", answer([MONTH, OPEN, HIGH, LOW, CLOSE], rows))
    assert (trace["x"], trace["open"], trace["customdata"]) == (["2026-01-01", "2026-02-01"], [8, 10], [1, 0])
    assert trace["meta"]["status"] == ["good", "bad"]
    told = summary("candlestick", answer([MONTH, OPEN, HIGH, LOW, CLOSE], rows))
    assert told == ("2 periods from Jan 2026 to Feb 2026: up 12%, from 8 to 9; highest in Feb 2026 at 12, lowest in Jan 2026 at 7.")


@pytest.mark.parametrize(("first", "lead"), [("monday", 3), ("sunday", 4)])
def test_a_day_lies_in_its_week_and_weekday(first: str, lead: int) -> None:
    days = [[(dt.date(2026, 1, 1) + dt.timedelta(days=i)).isoformat(), float(i)] for i in range(365)]
    (trace,) = traces("calendar", answer([DAY, REVENUE], days), first=first)
    assert trace["z"][lead][0] == 0  # the first of January 2026 is a Thursday
    assert trace["z"][lead - 1][0] is None
    assert (trace["z"][lead][1], trace["customdata"][lead][1], trace["text"][lead][1]) == (7, 7, "Jan 8, 2026")
    assert sum(value is not None for line in trace["z"] for value in line) == 365


def test_a_calendar_asks_by_day_and_shows_the_last_years() -> None:
    spec = asked("calendar", dimensions=[{"field": "day", "grain": "month"}], measures=[SUM])
    assert spec["dimensions"][0]["grain"] == "day"
    rows = [[f"{year}-03-01", float(year)] for year in range(2015, 2027)]
    found = figure("calendar", answer([DAY, REVENUE], rows))
    assert [trace["name"] for trace in found["data"]] == ["2026", "2025", "2024", "2023", "2022"]
    assert {trace["zmax"] for trace in found["data"]} == {2026}
    assert "The last 5 of 12 years are drawn" in summary("calendar", answer([DAY, REVENUE], rows))
    assert "not ranges" in str(misfit("calendar", dimensions=[{"field": "x", "bins": 3}], measures=[SUM]))


def test_small_multiples_share_their_axes() -> None:
    rows = [[r, p, v] for r, values in (("N", (1.0, 2.0)), ("S", (10.0, None))) for p, v in zip(("a", "b"), values, strict=True)]
    found = figure("multiples", answer([REGION, PRODUCT, REVENUE], rows))
    south, north = found["data"]
    assert (south["name"], south["y"], south["meta"]) == ("S", [10, None], {"column": "region", "value": "S"})
    assert (north["xaxis"], north["customdata"]) == ("x2", [0, 1])
    assert found["layout"]["yaxis"]["range"] == found["layout"]["yaxis2"]["range"]
    assert [note["text"] for note in found["layout"]["annotations"]] == ["S", "N"]
    many = [[f"r{i}", "a", float(i)] for i in range(20)]
    told = summary("multiples", answer([REGION, PRODUCT, REVENUE], many))
    assert told == (
        "Revenue by product, a chart for each of 20 values of region; highest for r19 in a at 19."
        " The 16 largest of 20 are drawn; the table has all."
    )
