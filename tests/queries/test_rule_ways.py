"""Row rules and masks against a plain oracle: whatever the rules, every way out gives exactly what Python says is left."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import pyarrow as pa
import pytest
from factories import SALES, join
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import Membership, Role
from apps.accounts.services.groups import save_group
from apps.charts.models import Chart
from apps.dashboards.models import Dashboard, Tile
from apps.datasets.models import RowRule
from apps.datasets.selectors.sources import _salt

pytestmark = pytest.mark.django_db
NAMES = ["day", "region", "product", "units", "price", "returned"]
ROWS = [dict(zip(NAMES, line, strict=True)) for line in list(csv.reader(io.StringIO(SALES)))[1:]]
ORDER = ["hide", "null", "hash", "last4"]
LISTED = NAMES[:3]  # texts and days, written alike everywhere

conditions = st.one_of(
    st.none(),
    st.builds(lambda v: {"field": "region", "op": "in", "values": v}, st.lists(st.sampled_from(["EU", "US", "APAC"]), max_size=2)),
    st.just({"field": "region", "op": "eq", "value": {"attribute": "region"}}),
    st.just({"not": {"field": "region", "op": "eq", "value": {"attribute": "region"}}}),
    st.just({"field": "product", "op": "not_in", "values": ["Desk", {"attribute": "product"}]}),
    st.builds(lambda d: {"field": "day", "op": "gte", "value": d}, st.sampled_from(["2026-01-02", "2026-01-04"])),
)
masks = st.dictionaries(st.sampled_from(LISTED), st.sampled_from(ORDER), max_size=2)
whoms = st.sampled_from(["bob", "group", "role:analyst", "role:viewer", "everyone"])
rules = st.lists(st.tuples(whoms, conditions, masks), max_size=3)
attributes = st.dictionaries(st.sampled_from(["region", "product"]), st.sampled_from(["EU", "Lamp", ["EU", "US"], []]), max_size=2)


def passes(row: dict[str, str], condition: Any, known: dict[str, Any]) -> bool:
    """The condition in plain Python; a missing attribute anywhere lets nothing pass."""
    text = json.dumps(condition)
    if any(f'{{"attribute": "{name}"}}' in text for name in ("region", "product") if name not in known):
        return False
    if "not" in condition:
        return not passes(row, condition["not"], known)
    values: list[Any] = []
    for one in condition.get("values", [condition.get("value")]):
        held = known[one["attribute"]] if isinstance(one, dict) else one
        values += held if isinstance(held, list) else [held]
    match condition["op"]:
        case "in" | "eq":
            return row[condition["field"]] in values
        case "not_in":
            return row[condition["field"]] not in values
        case _:
            return row[condition["field"]] >= values[0]


def shown(value: str, mask: str | None, salt: str) -> str | None:
    if mask == "hash":
        return hashlib.sha256((salt + value).encode()).hexdigest()[:16]
    if mask == "last4":
        return "••••" + value[-4:] if len(value) >= 8 else "••••"
    return None if mask == "null" else value


def oracle(workspace: Any, drawn: Any, known: dict[str, Any], *, in_group: bool) -> tuple[list[str], list[tuple[str | None, ...]]]:
    """The columns and rows that are left to bob, an analyst."""
    fitting = [
        (c, m) for whom, c, m in drawn if (c or m) and (whom in ("bob", "role:analyst", "everyone") or (whom == "group" and in_group))
    ]
    wanted = {name: [m[name] for _, m in fitting if name in m] for name in LISTED}
    strictest = {name: min(found, key=ORDER.index) for name, found in wanted.items() if found}
    columns = [name for name in LISTED if strictest.get(name) != "hide"]
    left = [row for row in ROWS if all(passes(row, c, known) for c, _ in fitting if c)]
    salt = _salt(workspace.pk)
    return columns, sorted((tuple(shown(row[n], strictest.get(n), salt) for n in columns) for row in left), key=str)


def as_seen(columns: list[str], names: list[str], rows: Any) -> list[tuple[str | None, ...]]:
    """The listed columns of an answer, sorted; empty cells are None."""
    places = [names.index(name) for name in columns]
    return sorted((tuple(None if row[p] in (None, "") else str(row[p])[:24] for p in places) for row in rows), key=str)


def bytes_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def table(text: bytes) -> tuple[list[str], list[list[str]]]:
    lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    return lines[0], lines[1:]


def ways(api: Any, dataset: Any, tile: Any) -> dict[str, tuple[list[str], Any]]:
    """Each way out of all rows: (names of columns, rows)."""
    execute = "/api/v1/queries/execute"
    spec = {"spec": {"dataset": dataset.pk, "rows": ["*"]}}
    preview = api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()
    listed = api.post(execute, spec, format="json").json()
    arrow = pa.ipc.open_stream(
        bytes_of(api.post(execute, spec, format="json", HTTP_ACCEPT="application/vnd.apache.arrow.stream"))
    ).read_all()
    sql = api.post(execute, {"sql": f"SELECT * FROM {dataset.table_name}"}, format="json").json()
    on_tile = api.post(f"/api/v1/dashboards/{tile.dashboard_id}/tiles/{tile.pk}/data", {}, format="json").json()
    return {
        "preview": (preview["columns"], preview["rows"]),
        "download": table(bytes_of(api.get(f"/api/v1/datasets/{dataset.pk}/download?format=csv"))),
        "spec": ([c["name"] for c in listed["columns"]], listed["rows"]),
        "arrow": (arrow.column_names, [list(row.values()) for row in arrow.to_pylist()]),
        "csv": table(bytes_of(api.post(execute, spec, format="json", HTTP_ACCEPT="text/csv"))),
        "sql": ([c["name"] for c in sql["columns"]], sql["rows"]),
        "tile": ([c["name"] for c in on_tile["columns"]], on_tile["rows"]),
    }


@pytest.fixture
def tile(alice: Any, workspace: Any, dataset: Any) -> Any:
    """All rows on a dashboard that the workspace sees."""
    common = {"workspace": workspace, "owner": alice, "visibility": "workspace"}
    chart = Chart.objects.create(name="Rows", dataset=dataset, kind="table", spec={"dataset": dataset.pk, "rows": ["*"]}, **common)
    by_product = {"id": "product", "label": "Product", "column": "product", "type": "values", "dataset": dataset.pk}
    return Tile.objects.create(dashboard=Dashboard.objects.create(name="Board", filters=[by_product], **common), chart=chart)


@settings(max_examples=15)
@given(drawn=rules, known=attributes, in_group=st.booleans())
def test_every_way_out_gives_what_the_rules_leave(
    bob_api: Any, alice: Any, bob: Any, workspace: Any, dataset: Any, tile: Any, drawn: Any, known: Any, in_group: bool
) -> None:
    join(bob, workspace, Role.ANALYST)
    Membership.objects.filter(user=bob, workspace=workspace).update(attributes=known)
    RowRule.objects.filter(dataset=dataset).delete()
    group = workspace.groups.first() or save_group(user=alice, workspace=workspace, name="Europe")
    group.seats.set(Membership.objects.filter(user=bob, workspace=workspace) if in_group else [])
    people = {"bob": {"user": bob}, "group": {"group": group}, "everyone": {}}
    for whom, condition, masked in drawn:
        if condition or masked:
            named = people.get(whom) or ({"role": whom.partition(":")[2]} if ":" in whom else {})
            RowRule.objects.create(dataset=dataset, filter=condition, masked=masked, **named)
    columns, expected = oracle(workspace, drawn, known, in_group=in_group)
    for way, (names, rows) in ways(bob_api, dataset, tile).items():
        assert [name for name in names if name in LISTED] == columns, way
        assert as_seen(columns, names, rows) == expected, way
    told = bob_api.get(f"/api/v1/datasets/{dataset.pk}").json()
    assert [c["name"] for c in told["columns"] if c["name"] in LISTED] == columns
    if "product" in columns:
        values = bob_api.get(f"/api/v1/dashboards/{tile.dashboard_id}/filters/product/values").json()["items"]
        place = columns.index("product")
        counted = {value: sum(row[place] == value for row in expected) for value in {row[place] for row in expected}}
        assert {None if one["label"] == "Empty" else one["value"]: one["count"] for one in values} == counted


def test_periods_count_from_the_newest_day_that_the_reader_sees(bob_api: Any, alice_api: Any, bob: Any, dataset: Any, tile: Any) -> None:
    """The newest day of all rows, told to whom rules bind, would say when hidden rows were written."""
    board = tile.dashboard
    board.filters = [{"id": "day", "label": "Day", "column": "day", "type": "period", "dataset": dataset.pk, "default": ["last-1-day"]}]
    board.save()
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "APAC"})
    url = f"/api/v1/dashboards/{board.pk}"
    assert [api.get(f"{url}/filters/day/values").json()["today"] for api in (alice_api, bob_api)] == ["2026-01-05", "2026-01-03"]
    assert [len(api.post(f"{url}/tiles/{tile.pk}/data", {}, format="json").json()["rows"]) for api in (alice_api, bob_api)] == [1, 1]


def test_a_changed_role_or_group_changes_the_answer_at_once(bob_api: Any, alice: Any, bob: Any, workspace: Any, dataset: Any) -> None:
    """Kept answers are named by what the rules say, so what was kept for one role is never given to another."""
    join(bob, workspace, Role.ANALYST)
    group = save_group(user=alice, workspace=workspace, name="Europe")
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"})
    RowRule.objects.create(dataset=dataset, group=group, masked={"region": "null"})

    def regions() -> set[Any]:
        asked = {"spec": {"dataset": dataset.pk, "rows": ["region"]}}
        return {row[0] for row in bob_api.post("/api/v1/queries/execute", asked, format="json").json()["rows"]}

    assert regions() == {"EU", "US", "APAC"}
    join(bob, workspace, Role.VIEWER)
    assert regions() == {"EU"}
    save_group(user=alice, workspace=workspace, group_id=group.pk, members=[bob.pk])
    assert regions() == {None}
    save_group(user=alice, workspace=workspace, group_id=group.pk, members=[])
    join(bob, workspace, Role.ANALYST)
    assert regions() == {"EU", "US", "APAC"}
