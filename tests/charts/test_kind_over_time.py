"""Lines, areas and combos: gaps, stacks, the second axis, and a last period that is not over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from answers import BY_MONTH, BY_REGION, COST, MONTH, REGION, REVENUE, SHARE, SUM, answer, figure, misfit, summary, traces

from apps.charts.kinds.periods import end_of

ROWS = [["2025-01-01", 10.0], ["2025-02-01", None], ["2025-03-01", 30.0], ["2025-04-01", 4.0]]
PARTS = [["2025-01-01", "N", 1], ["2025-02-01", "N", 2], ["2025-02-01", "S", 5]]


def months(**given: Any) -> Any:
    return answer([MONTH, REVENUE], ROWS, **given)


def test_a_missing_value_is_a_gap_that_may_be_joined() -> None:
    (trace,) = traces("line", months())
    assert (trace["y"], trace["connectgaps"]) == ([10, None, 30, 4], False)
    assert traces("line", months(), join=True)[0]["connectgaps"] is True


def test_the_last_period_is_dashed_while_it_runs() -> None:
    data = months(as_of="2025-04-12T09:00")
    whole, running = traces("line", data)
    assert (whole["x"][-1], whole["y"]) == ("2025-03-01", [10, None, 30])
    assert (running["y"], running["line"]["dash"], running["customdata"]) == ([30, 4], "dot", [2, 3])
    assert (running["meta"], running["showlegend"], running["hoverinfo"]) == (whole["meta"], False, ["skip", "all"])
    assert figure("line", data)["layout"]["meta"] == {"running": "2025-04-01"}
    assert summary("line", data).endswith("up 200%, from 10 to 30; highest in Mar 2025 at 30. Apr 2025 is not over: 4 so far.")


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("month", "2025-12-01", "2026-01-01"),
        ("quarter", "2025-10-01", "2026-01-01"),
        ("year", "2025-01-01", "2026-01-01"),
        ("week", "2025-12-29", "2026-01-05"),
    ],
)
def test_periods_end_where_the_next_begins(grain: str, start: str, end: str) -> None:
    assert end_of(dt.datetime.fromisoformat(start), grain) == dt.datetime.fromisoformat(end)


def test_areas_stack_as_amounts_or_shares_or_stand_behind_each_other() -> None:
    data = answer([MONTH, REGION, REVENUE], PARTS)
    stacked, percent, overlaid = (traces("area", data, mode=mode) for mode in ("stacked", "percent", "overlaid"))
    assert [(t["name"], t["y"], t["stackgroup"], t["customdata"]) for t in stacked] == [
        ("N", [1, 2], "all", [0, 1]),
        ("S", [None, 5], "all", [None, 2]),
    ]
    assert percent[0]["groupnorm"] == "percent"
    assert figure("area", data, mode="percent")["layout"]["yaxis"]["ticksuffix"] == "%"
    assert all(t["fill"] == "tozeroy" and "stackgroup" not in t for t in overlaid)
    assert traces("area", months())[0]["fill"] == "tozeroy"  # alone it has nothing to stand on, and keeps its gaps
    assert summary("area", data).startswith("Revenue by month and region from Jan 2025 to Feb 2025")


def test_a_stack_says_how_much_is_missing_from_it() -> None:
    rows = [["2025-01-01", "N", 1], ["2025-02-01", "S", 2], ["2025-03-01", "N", 1]]
    assert summary("area", answer([MONTH, REGION, REVENUE], rows)).endswith("3 missing values add nothing to the stack.")


def test_combo_draws_the_first_measure_as_bars_and_a_rate_on_its_own_axis() -> None:
    data = answer([MONTH, REVENUE, SHARE], [["2025-02-01", 5, 0.2], ["2025-01-01", 4, 0.1]])
    bars, line = traces("combo", data)
    assert (bars["type"], bars["x"], bars["y"], bars["customdata"]) == ("bar", ["2025-01-01", "2025-02-01"], [4, 5], [1, 0])
    assert (line["type"], line["y"], line["yaxis"]) == ("scatter", [0.1, 0.2], "y2")
    assert bars["meta"] != line["meta"]
    assert figure("combo", data)["layout"]["yaxis2"]["overlaying"] == "y"
    assert "yaxis2" not in figure("combo", data, second=False)["layout"]
    assert summary("combo", data).endswith("Share is a line on an axis of its own.")
    by_region = answer([REGION, REVENUE, COST, SHARE], [["N", 1, 2, 3], ["S", 4, 5, 6]])
    assert summary("combo", by_region, second=False).endswith("over 2 groups. Cost and Share are lines.")


def test_they_say_what_is_missing() -> None:
    assert misfit("line", measures=[SUM])
    assert misfit("area", dimensions=[BY_MONTH]) == "Area needs an amount: 1 to 8 measures."
    assert misfit("combo", dimensions=[BY_REGION], measures=[SUM]) == "Combo needs bars and lines: 2 to 5 measures."
    assert misfit("combo", dimensions=[BY_MONTH], measures=[SUM, {"agg": "count"}]) is None


@pytest.mark.parametrize("kind", ["line", "bar", "combo", "area", "multiples", "candlestick"])
def test_every_kind_over_time_marks_a_period_that_is_not_over(kind: str) -> None:
    rows = [[f"2025-0{month}-01", *[10.0 * month] * 4] for month in range(1, 7)]
    columns = [MONTH, *(replace(REVENUE, name=f"m{i}", label=f"M{i}") for i in range(4))]
    if kind == "multiples":
        columns, rows = [REGION, MONTH, REVENUE], [["N", row[0], row[1]] for row in rows]
    elif kind != "candlestick":
        columns, rows = [MONTH, REVENUE, COST], [row[:3] for row in rows]
    drawn = [figure(kind, answer(columns, rows, as_of=day)) for day in ("2025-06-15", "2025-07-15")]
    assert drawn[0] != drawn[1]
    over = {"is not over" in summary(kind, answer(columns, rows, as_of=day)) for day in ("2025-06-15", "2025-07-15")}
    assert over == {True, False}


@pytest.mark.parametrize("kind", ["line", "bar", "combo", "area", "multiples"])
def test_in_every_kind_over_time_nothing_is_a_gap(kind: str) -> None:
    rows = [["2025-01-01", 1.0, 2.0], ["2025-02-01", None, None], ["2025-03-01", 3.0, 4.0]]
    columns = [MONTH, REVENUE, COST] if kind == "combo" else [MONTH, REVENUE]
    rows = [row[: len(columns)] for row in rows]
    if kind == "multiples":
        columns, rows = [REGION, *columns], [["N", *row] for row in rows]
    for trace in figure(kind, answer(columns, rows))["data"]:
        assert trace["y"][1] is None
        assert not trace.get("connectgaps")
