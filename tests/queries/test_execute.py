"""Running queries through the API: forms of the answer, cache, rights, errors."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa
import pytest
from factories import join, make_user

from apps.accounts.models import Visibility
from apps.core.models import AuditEntry
from apps.datasets.models import RowRule
from apps.queries.models import QueryRun

URL = "/api/v1/queries/execute"
BY_REGION = {"dimensions": [{"field": "region"}], "measures": [{"agg": "count", "as": "n"}], "sort": [{"by": "region"}]}
ARROW = "application/vnd.apache.arrow.stream"


def run(api: Any, dataset: Any = None, *, accept: str = "application/json", **body: Any) -> Any:
    if dataset is not None:
        body["dataset_id"] = dataset.pk
    return api.post(URL, body, format="json", HTTP_ACCEPT=accept)


def rows(response: Any) -> list[list[Any]]:
    assert response.status_code == 200, response.json()
    found: list[list[Any]] = response.json()["rows"]
    return found


@pytest.fixture
def analyst_api(workspace: Any, bob: Any, bob_api: Any) -> Any:
    join(bob, workspace, "analyst")
    return bob_api


def test_it_works(alice_api: Any, sales: Any) -> None:
    body = run(alice_api, sales, spec=BY_REGION).json()
    assert body["rows"] == [["EU", 1000], ["US", 1000], ["ASIA", 1000]]
    assert (body["row_count"], body["total"], body["cached"]) == (3, 3, False)
    assert [column["name"] for column in body["columns"]] == ["region", "n"]
    assert body["columns"][1] == {"name": "n", "label": "n", "type": "integer", "role": "measure"}


def test_sql_reads_datasets_under_their_table_names(alice_api: Any, sales: Any) -> None:
    body = run(alice_api, sql="SELECT region, sum(id) AS total FROM sales GROUP BY ALL ORDER BY ALL;").json()
    assert body["rows"][0][0] == "EU"
    assert isinstance(body["rows"][0][1], int)
    assert [column["type"] for column in body["columns"]] == ["text", "decimal"]


def test_values_are_bound_by_name(alice_api: Any, sales: Any) -> None:
    found = rows(
        run(alice_api, sales, sql="SELECT count(*) FROM sales WHERE region = $region AND id < $top", params={"region": "EU", "top": 30})
    )
    assert found == [[10]]


def test_times_and_nulls_come_as_json_can_hold_them(alice_api: Any, sales: Any) -> None:
    sql = (
        "SELECT DATE '2024-01-02' AS d, TIMESTAMP '2024-01-02 03:04:05.5' AS t, NULL::INTEGER AS n, 1.50::DECIMAL(9,2) AS m, "
        "[1, 2] AS l, 'NaN'::DOUBLE AS nan, '\\x01'::BLOB AS b"
    )
    assert rows(run(alice_api, sql=sql)) == [["2024-01-02", "2024-01-02T03:04:05.500000", None, 1.5, [1, 2], None, "01"]]


def test_the_same_question_is_answered_from_the_cache(alice_api: Any, bob_api: Any, sales: Any) -> None:
    assert run(alice_api, sales, spec=BY_REGION).json()["cached"] is False
    again = run(bob_api, sales, spec=BY_REGION).json()
    assert again["cached"] is True
    assert again["rows"][0] == ["EU", 1000]
    assert run(alice_api, sales, spec=BY_REGION, mode="fresh").json()["cached"] is False


def test_a_new_version_is_a_new_question(alice_api: Any, sales: Any) -> None:
    from tests.queries.conftest import publish

    run(alice_api, sales, spec=BY_REGION)
    publish(sales, 300)
    assert rows(run(alice_api, sales, spec=BY_REGION))[0] == ["EU", 100]


def test_volatile_sql_is_never_kept(alice_api: Any, sales: Any) -> None:
    for _ in range(2):
        assert run(alice_api, sales, sql="SELECT current_date AS d FROM sales LIMIT 1").json()["cached"] is False


def test_a_page_of_json_says_how_many_there_are(alice_api: Any, sales: Any) -> None:
    for question in ({"sql": "SELECT id FROM sales"}, {"spec": {"rows": ["id"]}}):
        body = run(alice_api, sales, rows=100, **question).json()
        assert (len(body["rows"]), body["row_count"], body["total"]) == (100, 100, 3000)


def test_a_limit_of_the_spec_itself_tells_the_total_too(alice_api: Any, sales: Any) -> None:
    body = run(alice_api, sales, spec={"rows": ["id"], "limit": 10}).json()
    assert (body["row_count"], body["total"]) == (10, 3000)


def test_arrow_is_whole_and_typed(alice_api: Any, sales: Any) -> None:
    response = run(alice_api, sales, accept=ARROW, spec={"rows": ["region", "amount"]})
    table = pa.ipc.open_stream(b"".join(response.streaming_content)).read_all()
    assert response["Content-Type"] == ARROW
    assert table.num_rows == 3000
    assert table.schema.field("amount").type == pa.float64()


def test_arrow_for_drawing_is_narrow(alice_api: Any, sales: Any) -> None:
    response = run(alice_api, sales, accept=ARROW, spec={"rows": ["product", "amount"]}, narrow=True)
    schema = pa.ipc.open_stream(b"".join(response.streaming_content)).schema
    assert schema.field("amount").type == pa.float32()
    assert pa.types.is_dictionary(schema.field("product").type)


def test_a_kept_answer_says_its_rows_before_they_come(alice_api: Any, sales: Any) -> None:
    question = {"spec": {"rows": ["id"]}, "accept": ARROW}
    first = run(alice_api, sales, **question)
    assert "X-Row-Count" not in first
    b"".join(first.streaming_content)
    again = run(alice_api, sales, **question)
    assert (again["X-Row-Count"], again["X-Cached"]) == ("3000", "true")
    assert pa.ipc.open_stream(b"".join(again.streaming_content)).read_all().num_rows == 3000


def test_csv_is_whole_and_audited(alice_api: Any, alice: Any, sales: Any) -> None:
    response = run(
        alice_api,
        sales,
        accept="text/csv",
        sql="SELECT id, product, day, NULL AS nothing, TIMESTAMP '2024-01-02 03:04:05' AS t FROM sales ORDER BY id",
    )
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert lines[0] == ["id", "product", "day", "nothing", "t"]
    assert lines[1] == ["0", "product 0", "2024-01-01", "", "2024-01-02T03:04:05"]
    assert len(lines) == 3001
    assert "attachment" in response["Content-Disposition"]
    assert AuditEntry.objects.filter(action="queries.export", user=alice).exists()


def test_an_empty_csv_still_has_its_header(alice_api: Any, sales: Any) -> None:
    response = run(alice_api, sales, accept="text/csv", sql="SELECT id, region FROM sales WHERE id < 0")
    assert b"".join(response.streaming_content) == b'"id","region"\n'


def test_errors_have_the_json_form_whatever_was_asked_for(alice_api: Any, sales: Any) -> None:
    for accept in ("application/json", "text/csv", ARROW):
        response = run(alice_api, sales, accept=accept, sql="SELECT product::INTEGER AS n FROM sales")
        assert response.status_code == 400
        assert response.json()["error"]["code"] == "sql_invalid"


def test_an_error_names_its_place(alice_api: Any, sales: Any) -> None:
    error = run(alice_api, sales, sql="SELECT 1\nFROM sales\nWHERE amount > ").json()["error"]
    assert error["details"]["line"] == 3
    assert error["request_id"]


@pytest.mark.parametrize(
    "sql", ["DROP TABLE sales", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2", "FROM duckdb_settings()"]
)
def test_statements_that_do_more_than_read_are_refused(alice_api: Any, sales: Any, sql: str) -> None:
    response = run(alice_api, sales, sql=sql)
    assert response.status_code == 400
    assert response.json()["error"]["code"] in ("sql_refused", "sql_invalid")


def test_a_question_must_be_one_question(alice_api: Any, sales: Any) -> None:
    for body in (
        {},
        {"sql": "SELECT 1", "spec": BY_REGION},
        {"spec": {"measures": []}},
        {"sql": "SELECT 1", "timezone": "Mars/Olympus"},
        {"sql": "SELECT 1", "rows": 20000},
    ):
        assert run(alice_api, sales, **body).status_code == 400


def test_a_dataset_that_is_not_ready_says_so(alice_api: Any, alice: Any, workspace: Any) -> None:
    from apps.datasets.models import Dataset

    waiting = Dataset.objects.create(owner=alice, workspace=workspace, name="New", table_name="new")
    assert run(alice_api, waiting, spec=BY_REGION).status_code == 409


def test_a_viewer_runs_specs_but_no_sql(bob_api: Any, sales: Any) -> None:
    assert rows(run(bob_api, sales, spec=BY_REGION))
    response = run(bob_api, sales, sql="SELECT 1 FROM sales")
    assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden")


def test_an_analyst_runs_sql_over_what_they_see(analyst_api: Any, sales: Any, make_dataset: Any, alice: Any, workspace: Any) -> None:
    make_dataset(alice, workspace, "secrets", visibility=Visibility.PRIVATE)
    assert rows(run(analyst_api, sql="SELECT count(*) FROM sales")) == [[3000]]
    response = run(analyst_api, sql="SELECT * FROM secrets")
    assert response.status_code == 400
    assert "secrets" in response.json()["error"]["message"]


def test_a_stranger_gets_404_and_cannot_name_the_table(charlie_api: Any, sales: Any) -> None:
    assert run(charlie_api, sales, spec=BY_REGION).status_code == 404
    assert run(charlie_api, sales, sql="SELECT 1").status_code == 404
    assert run(charlie_api, sql="SELECT * FROM sales").status_code == 400


def test_nobody_gets_401(nobody_api: Any, sales: Any) -> None:
    assert run(nobody_api, sales, spec=BY_REGION).status_code == 401


def test_a_join_needs_the_right_on_both(analyst_api: Any, sales: Any, make_dataset: Any, alice: Any, workspace: Any) -> None:
    shown = make_dataset(alice, workspace, "more")
    hidden = make_dataset(alice, workspace, "secrets", visibility=Visibility.PRIVATE)
    for dataset, status in ((shown, 200), (hidden, 404)):
        spec = {"joins": [{"dataset": dataset.pk, "on": [{"left": "id", "right": "id"}]}], "measures": [{"agg": "count", "as": "n"}]}
        assert run(analyst_api, sales, spec=spec).status_code == status


def test_row_rules_hold_in_specs_and_in_sql(alice_api: Any, analyst_api: Any, bob: Any, sales: Any) -> None:
    RowRule.objects.create(dataset=sales, user=bob, filter={"field": "region", "op": "eq", "value": "EU"}, masked={"amount": "null"})
    assert rows(run(alice_api, sales, spec=BY_REGION))[1] == ["US", 1000]
    assert rows(run(analyst_api, sales, spec=BY_REGION)) == [["EU", 1000]]
    assert rows(run(analyst_api, sql="SELECT region, count(*), count(amount) FROM sales GROUP BY ALL")) == [["EU", 1000, 0]]
    assert rows(run(alice_api, sql="SELECT count(*), count(amount) FROM sales")) == [[3000, 3000]]


def test_every_run_is_in_the_history_with_what_it_read(alice_api: Any, alice: Any, sales: Any) -> None:
    rows(run(alice_api, sales, spec=BY_REGION))
    run(alice_api, sales, sql="SELECT nothing FROM sales")
    failed, done = QueryRun.objects.filter(user=alice).order_by("-ended_at")
    assert (done.state, done.row_count, done.version_ids) == ("done", 3, [sales.current_version_id])
    assert failed.state == "failed"
    assert failed.error["code"] == "sql_invalid"
    assert failed.sql == "SELECT nothing FROM sales"


def test_a_stream_left_early_is_recorded_as_cancelled(alice_api: Any, sales: Any) -> None:
    response = run(alice_api, sales, accept=ARROW, spec={"rows": ["*"]})
    for close in response._resource_closers:
        close()
    assert QueryRun.objects.get().state == "cancelled"


def test_somebody_new_in_no_workspace_is_told(sales: Any) -> None:
    from rest_framework.test import APIClient

    api = APIClient()
    api.force_authenticate(make_user("dora"))
    assert run(api, sql="SELECT 1").status_code in (403, 404, 409)
