"""Number, gauge and bullet: values with what they are compared with."""

from __future__ import annotations

from typing import Any

import pytest
from answers import BY_REGION, COST, MONTH, REGION, REVENUE, SUM, answer, figure, misfit, summary, traces

from apps.charts.kinds.goals import rounded_down, rounded_up

MONTHS = [["2025-03-01", 2.0], ["2025-01-01", 4.0], ["2025-02-01", 6.0]]


def number(data: Any, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = figure("number", data, **options)["layout"]["meta"]["number"]
    return found


def test_a_number_is_that_of_the_last_whole_period_with_its_change() -> None:
    data = answer([MONTH, REVENUE], MONTHS, as_of="2025-03-11")
    found = number(data)
    assert (found["value"], found["period"], found["before"], found["against"], found["row"]) == (6, "Feb 2025", 4, "Jan 2025", 2)
    assert (found["good"], found["running"]) == (True, False)
    assert summary("number", data) == "Revenue in Feb 2025: 6, up 50% from 4 in Jan 2025."
    last = number(data, period="last")
    assert (last["value"], last["running"], last["good"], last["line"]) == (2, True, False, [[1, 4], [2, 6], [0, 2]])
    assert number(data, period="last", line=False)["line"] == []


@pytest.mark.parametrize(("good", "judged"), [("high", True), ("low", False), ("none", None)])
def test_which_way_is_good_is_for_the_person_to_say(good: str, judged: bool | None) -> None:
    assert number(answer([REVENUE, COST], [[3, 2]]), good=good)["good"] is judged


def test_a_share_is_told_as_a_percentage() -> None:
    assert summary("number", answer([REVENUE], [[0.125]]), format="percent") == "Revenue: 12.5%."
    assert summary("gauge", answer([REVENUE], [[0.125]]), format="percent", target=0.5) == "Revenue: 12.5%; the target is 50.0%, 25% of it."
    assert traces("gauge", answer([REVENUE], [[0.125]]), format="percent")[0]["gauge"]["axis"]["range"] == [0, 1]


def test_a_gauge_has_a_round_scale_and_its_target() -> None:
    (trace,) = traces("gauge", answer([REVENUE, COST], [[430.0, 500.0]]))
    assert trace["gauge"]["axis"]["range"] == [0, 1000]
    assert trace["gauge"]["threshold"]["value"] == 500
    assert (trace["mode"], trace["meta"], trace["customdata"]) == ("gauge+number+delta", {"status": ["bad"]}, [0])
    (own,) = traces("gauge", answer([REVENUE], [[-3.0]]), target=-5, good="low", most=2)
    assert (own["gauge"]["axis"]["range"], own["meta"]) == ([-5, 2], {"status": ["bad"]})
    (plain,) = traces("gauge", answer([REVENUE], [[7]]))
    assert (plain["mode"], plain["meta"]) == ("gauge+number", {"slot": 0})
    assert summary("gauge", answer([REVENUE], [[None]])) == "Revenue: no value."


@pytest.mark.parametrize(("value", "up"), [(0.7, 1), (1, 1), (2.2, 2.5), (430, 500), (0, 1)])
def test_scales_end_on_round_numbers(value: float, up: float) -> None:
    assert rounded_up(value) == up
    assert rounded_down(-value) == (-up if value else 0)


def test_bullets_are_judged_by_their_targets() -> None:
    data = answer([REGION, REVENUE, COST], [["N", 90.0, 100.0], ["S", 70.0, 50.0], ["W", 5.0, None]])
    bars, marks = traces("bullet", data)
    assert (bars["x"], bars["y"], bars["meta"]) == ([90, 70, 5], ["N", "S", "W"], {"status": ["bad", "good", "total"]})
    assert (marks["x"], marks["customdata"]) == ([100, 50, None], [0, 1, 2])
    assert summary("bullet", data) == "Revenue by region: 1 of 2 reach their target; N is at 90% of it (90 of 100)."
    assert traces("bullet", data, good="none")[0]["meta"] == {"slot": 0}
    assert summary("bullet", answer([REVENUE], [[5]]), target=10) == "Revenue: 5, 50% of the target of 10."
    assert summary("bullet", answer([REVENUE], [[5]])) == "Revenue: 1 value without a target."


def test_they_say_what_is_missing() -> None:
    assert misfit("gauge", dimensions=[BY_REGION], measures=[SUM]) == "Gauge takes no dimensions; remove 1."
    assert misfit("gauge", rows=["region"]) == "Gauge needs a value: 1 to 2 measures."
    assert misfit("bullet", dimensions=[BY_REGION], measures=[SUM, {"agg": "count"}]) is None
