"""Who draws points: by their number, by what the chart says, and why."""

from __future__ import annotations

from typing import Any

import pytest

from apps.charts.kinds import get
from apps.charts.services.choice import choose


def test_it_works(alice_api: Any, dataset: Any) -> None:
    """Seven points are marks of their own; the payload says so, and what else could draw them."""

    def drawn(**options: Any) -> Any:
        body = {"dataset_id": dataset.pk, "spec": {"rows": ["units", "price", "region"]}, "kind": "points", "options": options}
        return alice_api.post("/api/v1/charts/render", body, format="json").json()

    answer = drawn()
    assert (answer["renderer"], answer["because"]) == ("plotly", "at most 5,000 points, so each is a mark of its own")
    assert [(one["renderer"], one["refused"]) for one in answer["alternatives"]] == [("webgl", ""), ("tiles", "")]
    traces = answer["figure"]["data"]
    assert [trace["name"] for trace in traces] == ["EU", "US", "APAC"]
    assert [[answer["rows"][row][2] for row in trace["customdata"]] for trace in traces] == [["EU"] * 3, ["US"] * 3, ["APAC"]]
    assert drawn(renderer="tiles")["renderer"] == "tiles"
    assert drawn(renderer="webgl")["because"] == "chosen for this chart instead of automatic: WebGL"


@pytest.mark.parametrize(
    ("rows", "wanted", "renderer"),
    [
        (0, "auto", "plotly"),
        (5_000, "auto", "plotly"),
        (5_001, "auto", "webgl"),
        (10_000_000, "auto", "webgl"),
        (10_000_001, "auto", "tiles"),
        (104_000_000, "auto", "tiles"),
        (8_000, "plotly", "plotly"),
        (20_000, "plotly", "webgl"),
        (30_000_000, "webgl", "webgl"),
        (60_000_000, "webgl", "tiles"),
        (100, "tiles", "tiles"),
    ],
)
def test_the_number_of_points_decides_within_what_can_be_drawn(rows: int, wanted: str, renderer: str) -> None:
    assert choose(get("points"), rows, wanted).renderer == renderer


def test_what_cannot_be_had_says_why() -> None:
    choice = choose(get("points"), 60_000_000, "webgl")
    assert choice.because.startswith(
        "WebGL holds at most 50,000,000 points; there are 60,000,000. So automatic: more than 10,000,000 points"
    )
    assert choice.refused["plotly"] == "Plotly draws at most 10,000 points; there are 60,000,000."
    few = choose(get("points"), 20_000_000, no_tiles="Tiles count all rows; this question takes only some of them.")
    assert (few.renderer, few.refused["tiles"][:14]) == ("webgl", "Tiles count al")
