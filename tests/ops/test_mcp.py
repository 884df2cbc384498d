"""The Model Context Protocol: list, describe, query, chart, each with the rights of the key's person."""

from __future__ import annotations

import base64
import json

import pytest
from factories import join, make_user
from rest_framework.test import APIClient

from apps.accounts.models import Role
from apps.accounts.services import api_keys, plans

pytestmark = pytest.mark.django_db


def program(user, scope="read"):
    return APIClient(headers={"Authorization": f"Bearer {api_keys.make_key(user=user, name='x', scope=scope)[1]}"})


def said(client, method, **given):
    answer = client.post(
        "/mcp/", {"jsonrpc": "2.0", "id": 7, "method": method, "params": given}, headers={"Accept": "application/json, text/event-stream"}
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["id"] == 7
    return answer.json()


def called(client, name, **given):
    result = said(client, "tools/call", name=name, arguments=given)["result"]
    text = result["content"][-1]["text"]
    return text if result["isError"] else json.loads(text)


@pytest.fixture
def alices(alice, workspace):
    return program(alice)


@pytest.fixture
def chart(alice_api, dataset):
    spec = {"dataset": dataset.pk, "dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "units"}]}
    return alice_api.post("/api/v1/charts/", {"dataset_id": dataset.pk, "name": "Units", "kind": "bar", "spec": spec}).json()


def test_it_works(alices, dataset, chart):
    hello = said(alices, "initialize", protocolVersion="2025-03-26", capabilities={}, clientInfo={"name": "t", "version": "1"})["result"]
    assert (hello["protocolVersion"], hello["capabilities"]) == ("2025-03-26", {"tools": {}})
    assert {tool["name"] for tool in said(alices, "tools/list")["result"]["tools"]} == {"list", "describe", "query", "chart"}
    assert [one["name"] for one in called(alices, "list", kind="datasets")["items"]] == ["Sales"]
    described = called(alices, "describe", kind="datasets", id=dataset.pk)
    assert {column["name"] for column in described["columns"]} >= {"region", "units"}
    answer = called(alices, "query", sql=f"select sum(units) as units from {described['table_name']}")
    assert answer["rows"] == [[18]]
    spec = {"measures": [{"agg": "count"}]}
    assert called(alices, "query", dataset_id=dataset.pk, spec=spec)["rows"] == [[8]]
    picture, _ = said(alices, "tools/call", name="chart", arguments={"id": chart["id"]})["result"]["content"]
    assert base64.b64decode(picture["data"]).startswith(b"\x89PNG")
    assert called(alices, "chart", id=chart["id"])["title"] == "Units"


def test_others_see_what_they_may_and_no_more(charlie, other_workspace, bob, alices, dataset, chart):
    stranger = program(charlie)
    assert called(stranger, "list", kind="datasets")["items"] == []
    for name, given in (
        ("describe", {"kind": "datasets", "id": dataset.pk}), ("describe", {"kind": "charts", "id": chart["id"]}),
        ("query", {"dataset_id": dataset.pk, "spec": {"measures": [{"agg": "count"}]}}), ("chart", {"id": chart["id"]}),
    ):  # fmt: skip
        assert called(stranger, name, **given).startswith("not_found: "), name
    assert "sales" not in called(stranger, "query", sql="select * from sales").replace("select * from sales", "").replace("sales", "", 1)
    assert called(program(bob), "chart", id=chart["id"]).startswith("not_found: ")
    assert [one["name"] for one in called(program(bob), "list", kind="datasets")["items"]] == ["Sales"]


def test_the_workspace_is_the_named_one(alice, workspace, other_workspace, dataset):
    join(alice, other_workspace, Role.VIEWER)
    client = program(alice)
    client.credentials(
        HTTP_X_WORKSPACE=other_workspace.pk,
        HTTP_AUTHORIZATION=client._credentials.get("HTTP_AUTHORIZATION", "") or client.defaults["HTTP_AUTHORIZATION"],
    )
    assert called(client, "list", kind="datasets")["items"] == []


def test_questions_count_against_the_hour(alice, alices, dataset):
    answer = alices.post(
        "/mcp/", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "query", "arguments": {"sql": "select 1 as a"}}}
    )
    assert answer["RateLimit-Remaining"] == "99"
    assert plans.allowance_of(alice).used == 1


def test_only_keys_and_tokens_open_it(alice_client, nobody_api, alices):
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert alice_client.post("/mcp/", ping, content_type="application/json").status_code == 401
    refused = nobody_api.post("/mcp/", ping)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert alices.get("/mcp/").status_code == 405
    assert alices.post("/mcp/", ping, headers={"Origin": "https://evil.example.com"}).status_code == 403
    assert alices.post("/mcp/", ping, headers={"Origin": "http://testserver"}).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


@pytest.mark.parametrize(
    ("message", "code"),
    [([], -32600), ([{"jsonrpc": "2.0"}], -32600), ({"id": 1, "method": "ping"}, -32600),
     ({"jsonrpc": "2.0", "id": [], "method": "ping"}, -32600),
     ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, -32600), ({"jsonrpc": "2.0", "id": 1, "method": "drop"}, -32601),
     ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "drop"}}, -32602)],
)  # fmt: skip
def test_odd_messages_are_told_apart(alices, message, code):
    assert alices.post("/mcp/", message).json()["error"]["code"] == code


def test_notifications_have_no_answer_and_broken_json_is_no_message(alices):
    quiet = alices.post("/mcp/", {"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (quiet.status_code, quiet.content) == (202, b"")
    broken = alices.post("/mcp/", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, -32700)


@pytest.mark.parametrize(
    ("name", "given"),
    [("list", {}), ("list", {"kind": "users"}), ("list", {"kind": "datasets", "limit": "5"}), ("list", {"kind": "datasets", "all": "1"}),
     ("query", {}), ("describe", {"kind": "datasets", "id": "../me"}), ("chart", {"id": 5}), ("query", {"sql": "drop table x"})],
)  # fmt: skip
def test_a_wrong_call_is_said_to_the_assistant(alices, name, given):
    assert isinstance(called(alices, name, **given), str)


def test_somebody_in_no_workspace_is_told(db):
    assert called(program(make_user("dora")), "list", kind="datasets").startswith("no_workspace: ")
