"""Lines over a chart: references, trends, and overlays that other apps register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from apps.charts.kinds import get
from apps.charts.kinds.base import Option
from apps.charts.kinds.overlays import OVERLAYS, Overlay, least_squares, moving, overlaid, register, told
from apps.core.formats import Format

BARS = {"type": "bar", "name": "Revenue", "x": ["a", "b", "c", "d"], "y": [1, 2, None, 6], "meta": {"column": "region", "value": "EU"}}


def lines(trace: dict[str, Any], form: Format | None = None, **options: Any) -> list[dict[str, Any]]:
    return overlaid({"data": [dict(trace)], "layout": {}}, options, form)["data"][1:]


def test_it_works() -> None:
    [line] = lines(BARS, Format("currency", "EUR"), reference="average")
    assert (line["x"], line["y"]) == (["a", "d"], [3, 3])
    assert line["name"] == "Average: €3.00"
    assert line["hoverinfo"] == "skip"
    assert line["customdata"] == [None, None]
    assert line["meta"] == {"column": "region", "value": "EU", "overlay": True}
    assert told({"data": [line]}) == " Average: €3.00."


def test_a_reference_may_be_a_median_or_a_value() -> None:
    assert lines(BARS, reference="median")[0]["y"] == [2, 2]
    assert lines(BARS, reference="constant", reference_at=2.5)[0]["name"] == "Reference: 2.5"
    assert not lines(BARS, reference="constant")
    assert not lines(BARS | {"y": [None] * 4}, reference="average")


def test_sideways_bars_have_their_line_upright() -> None:
    [line] = lines(BARS | {"orientation": "h", "x": BARS["y"], "y": BARS["x"]}, reference="average")
    assert (line["x"], line["y"]) == ([3, 3], ["a", "d"])


def test_a_trend_is_the_line_of_least_squares() -> None:
    points = {"type": "scatter", "mode": "markers", "x": [3, 1, 2, 4], "y": [7, 3, 5, 9]}
    [line] = lines(points, trend="linear")
    assert line["x"] == [1, 2, 3, 4]
    assert line["y"] == pytest.approx([3, 5, 7, 9])
    days = {"type": "scatter", "x": ["2026-01-01", "2026-01-03", "2026-01-04"], "y": [1, 3, 4]}
    assert lines(days, trend="linear")[0]["y"] == pytest.approx([1, 3, 4])


def test_a_trend_needs_values_at_two_places() -> None:
    assert least_squares([(1, 2), (1, 3)]) == [None, None]
    assert not lines(BARS | {"y": [1, None, None, None]}, trend="linear")


def test_a_moving_mean_waits_for_its_window_and_keeps_gaps() -> None:
    assert moving([1, 2, 3, None, 5, 6], 2) == [None, 1.5, 2.5, None, None, 5.5]
    assert lines(BARS, trend="moving", trend_window=2)[0]["name"] == "Mean of 2"


def test_several_series_are_named() -> None:
    figure = {"data": [dict(BARS), BARS | {"name": "Cost"}], "layout": {}}
    names = [line["name"] for line in overlaid(figure, {"reference": "average"})["data"][2:]]
    assert names == ["Average, Revenue: 3", "Average, Cost: 3"]


def test_shares_have_no_lines() -> None:
    figure = {"data": [dict(BARS)], "layout": {"barnorm": "percent"}}
    assert len(overlaid(figure, {"reference": "average"})["data"]) == 1


@pytest.fixture
def forecast() -> Iterator[None]:
    def ahead(trace: dict[str, Any], series: int, options: Any, form: Any) -> list[dict[str, Any]]:
        return [{"name": "Forecast", "x": ["e"], "y": [7]}] if options.get("forecast") else []

    register(Overlay("forecast", (Option("forecast", "Forecast", False),), ahead))
    yield
    OVERLAYS.pop("forecast")


def test_other_apps_may_add_overlays(forecast: None) -> None:
    assert get("line").checked({"forecast": True})["forecast"] is True
    assert "forecast" not in get("pie").defaults()
    assert [line["name"] for line in lines(BARS, forecast=True)] == ["Forecast"]


def test_the_chart_says_its_reference(alice_api: Any, dataset: Any) -> None:
    spec = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}
    body = {"dataset_id": dataset.pk, "spec": spec, "kind": "bar", "options": {"reference": "average"}}
    answer = alice_api.post("/api/v1/charts/render", body, format="json").json()
    assert answer["summary"].endswith(" Average: 6.")
    assert answer["figure"]["data"][-1]["name"] == "Average: 6"
