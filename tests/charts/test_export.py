"""A chart's picture and rows as files, for owner, teammate, stranger and nobody."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from PIL import Image

from apps.accounts.models import Visibility
from apps.charts.errors import TooManyRows
from apps.charts.models import Chart
from apps.charts.services import workbook
from apps.charts.services.workbook import About, number_format, write_workbook
from apps.core.formats import Format
from apps.core.models import AuditEntry
from apps.dashboards.models import Dashboard, Tile
from apps.datasets.models import RowRule

BAR = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}
ROWS = {"rows": ["day", "region", "units", "price", "returned"]}
POINTS = {"rows": ["units", "price", "region"]}


def make(dataset: Any, kind: str, spec: dict[str, Any], name: str = "Sold <b>") -> Chart:
    return Chart.objects.create(
        workspace=dataset.workspace, owner=dataset.owner, dataset=dataset, name=name, kind=kind, spec={"v": 1, **spec},
        visibility=Visibility.WORKSPACE,
    )  # fmt: skip


@pytest.fixture
def chart(dataset: Any) -> Chart:
    return make(dataset, "bar", BAR)


def get(client: Any, chart: Chart, what: str = "picture", **query: Any) -> Any:
    return client.get(f"/api/v1/charts/{chart.pk}/{what}", query)


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_it_works(alice_api: Any, chart: Chart) -> None:
    answer = get(alice_api, chart, width=400, height=240, scale=2)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (800, 480)


def test_an_svg_is_inert_and_its_texts_are_escaped(alice_api: Any, chart: Chart) -> None:
    answer = get(alice_api, chart, format="svg")
    text = answer.content.decode()
    assert "<title>Sold &lt;b&gt;</title>" in text
    assert "<b>" not in text
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="sold-b.svg"'


def test_a_pdf_is_a_file_to_keep_and_the_trail_knows(alice_api: Any, chart: Chart) -> None:
    assert not AuditEntry.objects.filter(action="chart.export").exists()
    answer = get(alice_api, chart, format="pdf", download="1")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="sold-b.pdf"'
    assert AuditEntry.objects.get(action="chart.export").after["format"] == "pdf"


def test_looking_at_a_picture_is_no_export(alice_api: Any, chart: Chart) -> None:
    get(alice_api, chart)
    assert not AuditEntry.objects.filter(action="chart.export").exists()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"format": "gif"}, "format"), ({"width": "9"}, "width"), ({"height": "x"}, "height"), ({"scale": "5"}, "scale"),
        ({"theme": "blue"}, "theme"), ({"width": "4000", "height": "4000", "scale": "2"}, "scale"), ({"filters": "nonsense"}, "filters"),
    ],
)  # fmt: skip
def test_a_bad_wish_is_named(alice_api: Any, chart: Chart, query: dict[str, str], field: str) -> None:
    answer = get(alice_api, chart, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["details"]["field"] == field


@pytest.mark.parametrize("what", ["picture", "csv", "xlsx"])
def test_teammates_get_it_and_strangers_find_nothing(bob_api: Any, charlie_api: Any, nobody_api: Any, chart: Chart, what: str) -> None:
    assert get(bob_api, chart, what).status_code == 200
    assert get(charlie_api, chart, what).status_code == 404
    assert get(nobody_api, chart, what).status_code == 401


def test_row_rules_hold_in_files(bob: Any, bob_api: Any, alice_api: Any, dataset: Any, chart: Chart) -> None:
    own = whole(get(alice_api, chart, "csv")).decode()
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    told = whole(get(bob_api, chart, "csv")).decode()
    assert "EU" in told
    assert len(told.splitlines()) < len(own.splitlines())
    book = openpyxl.load_workbook(io.BytesIO(whole(get(bob_api, chart, "xlsx"))))
    assert [row[0] for row in book["Rows"].iter_rows(min_row=2, values_only=True)] == ["EU"]


def test_filters_narrow_for_those_who_see_the_dataset_only(alice_api: Any, bob_api: Any, dataset: Any, chart: Chart) -> None:
    north = json.dumps([{"field": "region", "op": "eq", "value": "EU"}])
    assert len(whole(get(alice_api, chart, "csv", filters=north)).decode().splitlines()) == 2
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    assert get(bob_api, chart, filters=north).status_code == 403
    assert get(bob_api, chart).status_code == 200


def test_a_workbook_has_real_dates_and_numbers(alice_api: Any, dataset: Any) -> None:
    answer = get(alice_api, make(dataset, "table", ROWS), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(whole(answer)))
    head, first = list(book["Rows"].iter_rows(min_row=1, max_row=2))
    assert [cell.value for cell in head] == ["Day", "Region", "Units", "Price", "Returned"]
    assert isinstance(first[0].value, dt.datetime)
    assert first[0].number_format == "yyyy-mm-dd"
    assert isinstance(first[2].value, int)
    assert first[2].number_format == "#,##0"
    assert isinstance(first[4].value, bool)
    assert int(answer["X-Row-Count"]) == book["Rows"].max_row - 1
    assert [row[0] for row in book["About"].iter_rows(values_only=True)] == ["Chart", "Rows", "As of", "Time zone"]


def book_of(table: pa.Table, columns: list[dict[str, Any]] | None = None) -> Any:
    out = io.BytesIO()
    facts = columns or [{"label": name} for name in table.column_names]
    write_workbook(out, facts, table.to_batches(), About("T", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "Europe/Berlin"))
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))["Rows"]


def test_nothing_in_a_workbook_is_a_formula_or_loses_digits() -> None:
    values = {
        "text": ["=1+1", "http://a.example"],
        "whole": [2**60, 7],
        "odd": [float("nan"), 1.5],
        "old": [dt.date(1800, 1, 2), dt.date(2025, 1, 2)],
        "zoned": pa.array([dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC), None], pa.timestamp("us", "UTC")),
        "money": [Decimal("12.30"), None],
    }
    first, second = book_of(pa.table(values)).iter_rows(min_row=2)
    assert [(cell.value, cell.data_type) for cell in first[:4]] == [("=1+1", "s"), (str(2**60), "s"), ("nan", "s"), ("1800-01-02", "s")]
    assert first[4].value == dt.datetime(2025, 7, 1, 14)  # noqa: DTZ001  # a workbook knows no zones
    assert first[5].value == 12.3
    assert [cell.value for cell in second] == ["http://a.example", 7, 1.5, dt.datetime(2025, 1, 2), None, None]  # noqa: DTZ001


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows, match="Download CSV"):
        book_of(pa.table({"a": [1, 2, 3, 4]}))


@pytest.mark.parametrize(
    ("form", "whole_", "text"),
    [
        (Format(), True, "#,##0"),
        (Format(), False, "#,##0.00"),
        (Format("percent"), False, "0.0%"),
        (Format("currency", "EUR"), False, '"€"#,##0.00'),
        (Format("number", "", "kg", 1), False, '#,##0.0" kg"'),
        (Format("plain"), True, "0"),
    ],
)
def test_formats_are_those_of_the_columns(form: Format, whole_: bool, text: str) -> None:
    assert number_format(form, whole=whole_) == text


@pytest.fixture
def tile(chart: Chart) -> Tile:
    board = Dashboard.objects.create(workspace=chart.workspace, owner=chart.owner, name="Board", visibility=Visibility.WORKSPACE, filters=[
        {"id": "region", "label": "Region", "dataset": chart.dataset_id, "column": "region", "type": "values", "default": [], "tiles": None}
    ])  # fmt: skip
    return Tile.objects.create(dashboard=board, chart=chart, kind="chart", title="Mine")


@pytest.mark.parametrize("what", ["picture", "xlsx"])
def test_a_tile_gives_what_its_viewer_sees(alice_api: Any, bob_api: Any, charlie_api: Any, tile: Tile, what: str) -> None:
    path = f"/api/v1/dashboards/{tile.dashboard_id}/tiles/{tile.pk}/{what}"
    assert alice_api.get(path).status_code == 200
    answer = bob_api.get(path, {"f.region": "EU"})
    assert answer.status_code == 200
    assert charlie_api.get(path).status_code == 404
    if what == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(whole(answer)))
        assert [row[0] for row in book["Rows"].iter_rows(min_row=2, values_only=True)] == ["EU"]
        assert AuditEntry.objects.filter(action="tile.export").count() == 2


def test_points_of_any_number_are_a_picture(alice_api: Any, dataset: Any) -> None:
    answer = get(alice_api, make(dataset, "points", POINTS), width=300, height=200, theme="dark")
    assert answer.status_code == 200, answer.content
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert len(picture.getcolors(maxcolors=300 * 200) or []) > 50
