"""Long lines: what they draw, in which order their rows come, and that gaps stay gaps."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from apps.charts.kinds import ChartData, get
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType

ARROW = "application/vnd.apache.arrow.stream"
SPEC: dict[str, Any] = {"rows": ["day", "units", "region"]}


def streamed(api: Any, dataset: Any, spec: dict[str, Any]) -> pa.Table:
    body = {"dataset_id": dataset.pk, "spec": spec, "kind": "longline"}
    answer = api.post("/api/v1/charts/render", body, format="json", HTTP_ACCEPT=ARROW)
    assert answer.status_code == 200
    return pa.ipc.open_stream(b"".join(answer.streaming_content)).read_all()


def test_it_works(alice_api: Any, dataset: Any) -> None:
    body = {"dataset_id": dataset.pk, "spec": SPEC, "kind": "longline"}
    payload = alice_api.post("/api/v1/charts/render", body, format="json").json()
    assert (payload["renderer"], payload["layer"], payload["arrow"]) == ("webgl", "lines", True)
    assert payload["total"] == 8
    assert payload["extent"][1::2] == [1.0, 5.0]
    assert payload["summary"].startswith("8 values of units along day, from ")
    assert payload["rows"] == sorted(payload["rows"], key=lambda row: row[0])


def test_rows_come_in_order_with_their_gaps_and_exact_places(alice_api: Any, dataset: Any) -> None:
    table = streamed(alice_api, dataset, SPEC)
    days = table.column("day").to_pylist()
    assert days == sorted(days)
    assert table.column("units").null_count == 1
    assert table.schema.field("region").type == pa.dictionary(pa.int32(), pa.string())
    along = streamed(alice_api, dataset, {"rows": ["price", "units"]})
    assert along.schema.field("price").type == pa.float64()
    assert along.column("price").to_pylist() == sorted(along.column("price").to_pylist())


def test_a_sample_is_still_in_order(alice_api: Any, dataset: Any) -> None:
    table = streamed(alice_api, dataset, {**SPEC, "sample": {"rows": 5, "shuffle": True}})
    assert table.num_rows == 5
    assert table.column("day").to_pylist() == sorted(table.column("day").to_pylist())


@pytest.mark.parametrize("mark", ["lines", "area", "bars"])
def test_the_mark_is_the_layer(mark: str) -> None:
    kind = get("longline")
    assert kind.layer(kind.checked({"mark": mark})) == mark


@pytest.mark.parametrize("spec", [{"rows": ["*"]}, {"rows": ["day"]}, {"measures": [{"agg": "count"}]}])
def test_other_questions_do_not_fit(spec: dict[str, Any]) -> None:
    assert "rows of a time or number" in (get("longline").misfit(QuerySpec.parse({"v": 1, **spec})) or "")


def test_no_rows_are_said_to_be_none() -> None:
    columns = tuple(OutputColumn(name, name.title(), ColumnType.FLOAT, "dimension") for name in ("at", "value"))
    assert get("longline").summary(ChartData(columns, [], 0), get("longline").defaults()) == "There are no rows to draw."
