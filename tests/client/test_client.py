"""The Python client and the command, against a server that listens."""

from __future__ import annotations

import io
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from factories import write_sales

sys.path.insert(0, str(Path(__file__).parents[2] / "client"))
import pilotba
from pilotba.cli import main

from apps.accounts.services import api_keys
from apps.dashboards.models import Dashboard

pytestmark = pytest.mark.django_db(transaction=True)
REGIONS = "select region, sum(units) as units from sales group by region order by region"


@pytest.fixture
def key(alice: Any, workspace: Any) -> str:
    return api_keys.make_key(user=alice, name="Script", scope="write")[1]


@pytest.fixture
def ba(live_server: Any, key: str) -> pilotba.Client:
    return pilotba.connect(live_server.url, key)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    out = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        code = main(list(words))
        text = out.getvalue().decode()
        sys.stdout.detach()  # type: ignore[attr-defined]  # ours, and it would close the bytes
    return code, text


def test_it_works(ba: pilotba.Client, tmp_path: Path) -> None:
    states: list[str] = []
    made = ba.upload(write_sales(tmp_path), name="Sales", progress=lambda job: states.append(job["state"]))
    assert states[-1] == "completed"
    answer = ba.query("Sales", sql=REGIONS.replace("sales", made["table_name"]))
    rows = answer.rows()
    assert rows == answer.arrow().to_pylist()
    assert {row["region"] for row in rows} >= {"EU"}
    assert [one["name"] for one in ba.datasets()] == ["Sales"]
    assert ba.me()["email"] == "alice@example.com"


def test_a_query_object_and_a_file(ba: pilotba.Client, dataset: Any, tmp_path: Path) -> None:
    answer = ba.query(dataset.table_name, spec={"dimensions": [{"field": "region"}], "measures": [{"agg": "count"}]})
    target = tmp_path / "out.csv"
    assert answer.save(target, "csv") == target.stat().st_size
    assert target.read_text().splitlines()[0].startswith('"region"')
    assert not list(tmp_path.glob("*.part"))


def test_what_the_server_refuses_is_said_in_its_words(ba: pilotba.Client, dataset: Any, tmp_path: Path) -> None:
    with pytest.raises(pilotba.Refused) as refused:
        ba.query("Sales", sql="select nothing from nowhere").rows()
    assert refused.value.status == 400
    assert refused.value.code
    target = tmp_path / "out.csv"
    with pytest.raises(pilotba.Refused):
        ba.query("Sales", sql="drop table sales").save(target)
    assert not target.exists()
    with pytest.raises(LookupError, match="There is no dataset orders"):
        ba.query("orders", sql="select 1")
    with pytest.raises(ValueError, match="either sql or spec"):
        ba.query("Sales")


def test_an_unreachable_server_and_a_wrong_key(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotba.transport.time.sleep", lambda seconds: None)
    with pytest.raises(pilotba.Unreachable, match="cannot be reached"):
        pilotba.connect("http://127.0.0.1:1", "pba_x").me()
    with pytest.raises(pilotba.Refused) as refused:
        pilotba.connect(live_server.url, "pba_wrong").me()
    assert refused.value.status == 401
    monkeypatch.delenv("PILOTBA_KEY", raising=False)
    with pytest.raises(ValueError, match="No key"):
        pilotba.connect(live_server.url)


def test_the_command(live_server: Any, key: str, dataset: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("PILOTBA_URL", live_server.url)
    monkeypatch.setenv("PILOTBA_KEY", key)
    assert run(monkeypatch, "whoami")[1].startswith("Alice <alice@example.com> in Acme (admin)")
    assert dataset.table_name in run(monkeypatch, "datasets")[1]
    code, text = run(monkeypatch, "query", "Sales", "--sql", REGIONS.replace("sales", dataset.table_name))
    assert (code, text.splitlines()[0]) == (0, '"region","units"')
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"measures": [{"agg": "count", "as": "n"}]}))
    assert json.loads(run(monkeypatch, "query", "Sales", "--spec", str(spec), "--format", "json")[1])["columns"][0]["name"] == "n"
    assert run(monkeypatch, "query", "Nothing", "--sql", "select 1")[0] == 2
    assert "There is no dataset Nothing" in capsys.readouterr().err
    assert run(monkeypatch, "upload", str(write_sales(tmp_path)), "--name", "Again", "--no-wait")[1].startswith("job ")


def test_an_assistant_speaks_through_the_command(live_server: Any, key: str, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    call = {"name": "query", "arguments": {"sql": "select count(*) as n from sales"}}
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "{",
        json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}),
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    code, text = run(monkeypatch, "--url", live_server.url, "--key", key, "mcp")
    hello, broken, rows = (json.loads(line) for line in text.splitlines())
    assert code == 0
    assert hello["result"]["serverInfo"]["name"] == "pilotba"
    assert broken["error"]["code"] == -32700
    assert json.loads(rows["result"]["content"][0]["text"])["rows"] == [[8]]
    code, text = run(monkeypatch, "--url", live_server.url, "--key", key, "usage")
    assert text.startswith("free: 99 of 100 query requests left")


def test_a_change_is_tried_again_and_done_once(ba: pilotba.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real, keys = urllib.request.urlopen, []

    def lost(request: Any, **given: Any) -> Any:
        keys.append(request.get_header("Idempotency-key"))
        answer = real(request, **given)
        if len(keys) == 1:
            answer.close()
            raise ConnectionResetError("the answer was lost")
        return answer

    monkeypatch.setattr(urllib.request, "urlopen", lost)
    monkeypatch.setattr("pilotba.transport.time.sleep", lambda seconds: None)
    made = ba._transport.json("POST", "/dashboards/", {"name": "Once"})
    assert keys[0] == keys[1]
    assert [made["id"]] == list(Dashboard.objects.values_list("pk", flat=True))
    results = ba.bulk("dashboards", "delete", {made["id"]: made["version"], "none": 1})
    assert [one["status"] for one in results] == [200, 404]
