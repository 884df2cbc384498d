"""Notes on charts: where they are drawn, what they tell to whom, how they are kept."""

from __future__ import annotations

from typing import Any

import pytest
from answers import MONTH, PRODUCT, REGION, REVENUE, answer

from apps.accounts.models import Role, Visibility
from apps.charts.kinds import get
from apps.charts.kinds.notes import annotated, told
from apps.charts.models import Chart
from apps.charts.pictures import Look, draw
from apps.charts.services.annotating import read_annotations
from apps.core.errors import InvalidInput
from apps.datasets.models import RowRule

MONTHS = answer([MONTH, REVENUE], [[f"2025-0{i}-01", 10 * i] for i in range(1, 7)])
STACK = answer([REGION, PRODUCT, REVENUE], [["North", "A", 10], ["South", "A", 20], ["North", "B", 5], ["South", "B", None]])
SPEC = {"dimensions": [{"field": "region", "as": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}
NOTES = [{"text": "A new shop.", "where": {"region": "US"}}, {"text": "Closed in May.", "where": {"region": "EU"}}]


def noted(kind: str, data: Any, *notes: dict[str, Any], **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    figure = get(kind).figure(data, get(kind).checked(options))
    assert figure is not None
    said = annotated(figure, data, [{"id": f"n{i}", "text": "Why"} | note for i, note in enumerate(notes)])
    return figure["layout"], said


def test_it_works() -> None:
    layout, said = noted("line", MONTHS, {"where": {"month": "2025-03-01"}, "measure": "revenue"})
    note = layout["annotations"][-1]
    assert (note["x"], note["y"], note["text"], note["showarrow"]) == ("2025-03-01", 30, "Why", True)
    assert said == [{"id": "n0", "text": "Why", "place": "Mar 2025", "drawn": True}]
    assert told(said) == " Notes: Mar 2025: Why."


def test_a_day_is_a_line_and_a_range_a_band_that_does_not_widen_the_axis() -> None:
    layout, said = noted("line", MONTHS, {"at": "2025-02-14"}, {"at": "2025-05-01", "to": "2026-01-01"}, {"at": "2020-01-01"})
    line, band = layout["shapes"]
    assert (line["type"], line["x0"], line["x1"]) == ("line", "2025-02-14", "2025-02-14")
    assert (band["type"], band["x0"], band["x1"]) == ("rect", "2025-05-01", "2025-06-01")
    assert [one["drawn"] for one in said] == [True, True, False]
    assert said[1]["place"] == "May 2025 to Jan 2026"


@pytest.mark.parametrize(("mode", "top"), [("grouped", 5), ("stacked", 15), ("percent", 100)])
def test_an_arrow_points_to_the_end_of_its_bar(mode: str, top: float) -> None:
    layout, _ = noted("bar", STACK, {"where": {"region": "North", "product": "B"}}, mode=mode)
    assert (layout["annotations"][0]["x"], layout["annotations"][0]["y"]) == ("North", pytest.approx(top))


def test_lying_bars_have_their_notes_at_their_right_end() -> None:
    layout, _ = noted("bar", STACK, {"where": {"region": "North", "product": "A"}}, {"at": "North", "to": "South"}, direction="horizontal")
    assert (layout["annotations"][0]["x"], layout["annotations"][0]["y"]) == (10, "North")
    assert (layout["shapes"][0]["y0"], layout["shapes"][0]["y1"], layout["shapes"][0]["xref"]) == ("North", "South", "paper")


def test_what_an_answer_does_not_hold_is_not_told() -> None:
    _, said = noted("bar", STACK, {"where": {"region": "East", "product": "A"}}, {"at": "East"}, {"where": {"other": 1}})
    assert said == []


def test_cells_and_points_have_notes_too() -> None:
    layout, _ = noted("heatmap", STACK, {"where": {"region": "South", "product": "A"}})
    assert (layout["annotations"][0]["x"], layout["annotations"][0]["y"]) == ("South", "A")


@pytest.mark.parametrize(
    "given",
    [
        "x",
        [{"text": "", "at": 1}],
        [{"text": "x" * 281, "at": 1}],
        [{"text": "x"}],
        [{"text": "x", "to": 1}],
        [{"text": "x", "at": 1, "to": "2025-01-01"}],
        [{"text": "x", "at": 1, "where": {"a": 1}}],
        [{"text": "x", "where": {}}],
        [{"text": "x", "where": {"a": [1]}}],
        [{"text": "x", "at": float("nan")}],
        [{"text": "x", "at": 1, "colour": "red"}],
        [{"text": "x", "at": 1, "id": "A b"}],
        [{"text": "x", "at": 1, "id": "a"}] * 2,
        [{"text": "x", "at": 1}] * 51,
    ],
)
def test_what_is_no_note_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInput):
        read_annotations(given)


def test_a_range_is_kept_the_right_way_round() -> None:
    (note,) = read_annotations([{"text": " x ", "at": "2025-05-01", "to": "2025-03-01"}])
    assert (note["text"], note["at"], note["to"]) == ("x", "2025-03-01", "2025-05-01")


def test_notes_are_kept_with_the_chart_by_who_may_change_it(alice_api: Any, bob_api: Any, charlie_api: Any, dataset: Any) -> None:
    made = {"dataset_id": dataset.pk, "name": "Sold", "kind": "bar", "spec": SPEC, "visibility": Visibility.WORKSPACE}
    chart = alice_api.post("/api/v1/charts/", made | {"annotations": NOTES}, format="json").json()
    path = f"/api/v1/charts/{chart['id']}"
    etag = {"HTTP_IF_MATCH": f'"{chart["id"]}.{chart["version"]}"'}
    shown = alice_api.post(f"{path}/data", {}, format="json").json()
    assert [note["place"] for note in shown["annotations"]] == ["US", "EU"]
    svg = alice_api.get(f"{path}/picture?format=svg").content.decode()
    assert "Notes: US: A new shop; EU: Closed in May." in svg
    assert len(shown["figure"]["layout"]["annotations"]) == 2

    assert bob_api.patch(path, {"annotations": []}, format="json", **etag).status_code == 403
    assert charlie_api.patch(path, {"annotations": []}, format="json", **etag).status_code == 404
    assert alice_api.patch(path, {"annotations": [{"text": "?"}]}, format="json", **etag).status_code == 400
    kept = alice_api.patch(path, {"annotations": chart["annotations"][:1]}, format="json", **etag).json()
    assert [(note["id"], note["text"]) for note in kept["annotations"]] == [(chart["annotations"][0]["id"], "A new shop.")]


def test_a_note_does_not_tell_of_rows_that_somebody_may_not_see(alice: Any, bob_api: Any, dataset: Any, workspace: Any) -> None:
    chart = Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Sold", kind="bar", spec=SPEC | {"dataset": dataset.pk},
        visibility=Visibility.WORKSPACE, annotations=read_annotations([*NOTES, {"text": "US doubled", "at": "US"}]),
    )  # fmt: skip
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"})
    shown = bob_api.post(f"/api/v1/charts/{chart.pk}/data", {}, format="json")
    assert [note["place"] for note in shown.json()["annotations"]] == ["EU"]
    assert "US" not in shown.content.decode()
    assert bob_api.get(f"/api/v1/charts/{chart.pk}").json()["annotations"] == []


def test_words_of_days_and_ranges_are_their_lines_own() -> None:
    layout, _ = noted("line", MONTHS, {"at": "2025-02-14"}, {"at": "2025-03-01", "to": "2025-04-01"})
    line, band = layout["shapes"]
    assert (line["label"]["text"], line["label"]["textposition"], band["label"]["textposition"]) == ("Why", "end", "top left")
    assert line["label"]["padding"] < band["label"]["padding"]
    late, _ = noted("line", MONTHS, {"at": "2025-06-01"})
    assert (line["label"]["xanchor"], late["shapes"][0]["label"]["xanchor"]) == ("left", "right")
    assert not layout.get("annotations")


def test_static_pictures_hold_the_notes() -> None:
    figure = get("line").figure(MONTHS, get("line").defaults())
    assert figure is not None
    payload = {
        "kind": "line",
        "renderer": "plotly",
        "title": "",
        "figure": figure,
        "rows": [[1]],
        "columns": [],
        "summary": "Sold.",
        "arrow": False,
    }
    before = draw(payload, Look(format="svg"))
    notes = [{"at": "2025-02-14"}, {"at": "2025-03-01", "to": "2025-04-01"}, {"where": {"month": "2025-05-01"}}]
    payload["annotations"] = annotated(figure, MONTHS, [{"id": f"n{i}", "text": f"Why {i}"} | note for i, note in enumerate(notes)])
    after = draw(payload, Look(format="svg"))
    assert len(after) > len(before)
    assert b"Notes: Feb 14, 2025: Why 0" in after or b"Notes: Feb 2025: Why 0" in after
