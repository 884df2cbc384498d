"""Values at marks: on their own where there are few, in the format of their measure, as shares where the chart is of shares."""

from __future__ import annotations

from typing import Any

import pytest
from answers import MONTH, REGION, REVENUE
from answers import PRODUCT as CHANNEL
from answers import answer as data

from apps.charts.kinds import get
from apps.charts.kinds.labels import FEW, labelled
from apps.core.formats import Format

FORMS = {"Revenue": Format("currency", "EUR")}
FOUR = [["North", "Web", 1500.0], ["South", "Web", 500], ["North", "Shop", 500], ["South", "Shop", None]]


def drawn(kind: str, answer: Any, **given: Any) -> list[dict[str, Any]]:
    options = get(kind).checked(given)
    figure = get(kind).figure(answer, options)
    assert figure is not None
    labelled(figure, options, FORMS)
    traces: list[dict[str, Any]] = figure["data"]
    return traces


def test_it_works() -> None:
    (bars,) = drawn("bar", data([REGION, REVENUE], [["North", 1500.0], ["South", None]]))
    assert (bars["text"], bars["textposition"]) == (["€1.5K", ""], "auto")


@pytest.mark.parametrize(("count", "given", "there"), [(FEW, "auto", True), (FEW + 1, "auto", False), (40, "on", True), (1, "off", False)])
def test_a_person_decides_or_the_number_of_marks(count: int, given: str, there: bool) -> None:
    (bars,) = drawn("bar", data([REGION, REVENUE], [[f"r{i}", i] for i in range(count)]), labels=given)
    assert ("text" in bars) is there


def test_older_charts_say_true_and_false() -> None:
    assert [get("bar").checked({"labels": given})["labels"] for given in (True, False)] == ["on", "off"]


def test_charts_of_shares_write_shares() -> None:
    web, shop = drawn("bar", data([REGION, CHANNEL, REVENUE], FOUR), mode="percent")
    assert (web["text"], shop["text"]) == (["75%", "100%"], ["25%", ""])


def test_lines_have_them_above_their_points() -> None:
    (line,) = drawn("line", data([MONTH, REVENUE], [[f"2025-0{i}-01", i] for i in range(1, 6)]))
    assert (line["mode"], line["textposition"], line["text"][4]) == ("lines+text", "top center", "€5.00")


def test_edges_of_a_stack_are_not_labelled_unless_asked() -> None:
    rows = [["2025-01-01", "Web", 1], ["2025-02-01", "Web", 2], ["2025-01-01", "Shop", 3], ["2025-02-01", "Shop", 4]]
    assert not any("text" in trace for trace in drawn("area", data([MONTH, CHANNEL, REVENUE], rows)))
    assert all("text" in trace for trace in drawn("area", data([MONTH, CHANNEL, REVENUE], rows), labels="on"))


def test_cells_of_a_small_grid() -> None:
    (grid,) = drawn("heatmap", data([REGION, CHANNEL, REVENUE], FOUR))
    assert (grid["text"], grid["texttemplate"]) == ([["€1.5K", "€500.00"], ["€500.00", ""]], "%{text}")
