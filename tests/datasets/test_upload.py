"""Uploading whole files through the API: what becomes a table, what is refused, and what a refusal leaves behind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from django.conf import settings

from apps.core import storage
from apps.core.models import AuditEntry, Event, Job
from apps.datasets.models import Dataset, DatasetVersion, LooseFile, Upload
from apps.datasets.services.receiving import upload_path, uploads_dir

pytestmark = pytest.mark.django_db


def test_it_works(alice_api: Any, alice: Any, send: Any, outcome: Any, sales_csv: Path) -> None:
    dataset, job = outcome(send(alice_api, "sales.csv", sales_csv))
    assert (job.state, job.progress, job.error) == ("completed", 100, None)
    assert sorted(step["name"] for step in job.steps) == ["detect", "profile", "publish", "read", "write"]  # reading and writing overlap
    found = alice_api.get(f"/api/v1/datasets/{dataset.pk}").json()
    assert (found["state"], found["name"], found["table_name"], found["row_count"]) == ("ready", "sales", "sales", 8)
    assert [c["name"] for c in found["columns"]] == ["day", "region", "product", "units", "price", "returned"]
    assert found["columns"][0]["type"] == "date"
    ready = Event.objects.filter(channel=f"dataset:{dataset.pk}", type="dataset.ready")
    assert [event.data["row_count"] for event in ready] == [8]
    assert AuditEntry.objects.filter(action="dataset.upload", object_id=dataset.pk, user=alice).count() == 1


def test_a_version_is_files_under_its_own_key_and_nothing_loose_is_left(dataset: Any) -> None:
    version = dataset.current_version
    assert version.pk in version.parquet_key
    assert duckdb.sql(f"SELECT count(*) FROM '{storage.local_path(version.parquet_key)}'").fetchall() == [(8,)]
    assert not LooseFile.objects.exists()
    assert not upload_path(Upload.objects.get()).exists()


def test_names_are_proposed_and_table_names_stay_unique(alice_api: Any, send: Any, outcome: Any, waiting: None) -> None:
    names = [outcome(send(alice_api, "Umsätze 2026.csv", b"a\n1\n"))[0] for _ in range(2)]
    assert [(d.name, d.table_name) for d in names] == [("Umsätze 2026", "umsatze_2026"), ("Umsätze 2026", "umsatze_2026_2")]
    assert outcome(send(alice_api, "select.csv", b"a\n1\n"))[0].table_name == "select_table"
    assert outcome(send(alice_api, "x.csv", b"a\n1\n", name="2026"))[0].table_name == "t_2026"


def test_options_are_taken_and_kept(alice_api: Any, send: Any, outcome: Any) -> None:
    options = {"delimiter": ";", "decimal": ",", "columns": {"id": {"type": "text", "rename": "code"}}}
    dataset, job = outcome(send(alice_api, "de.csv", b"id;amount\n007;1,5\n008;2,5\n", options=json.dumps(options)))
    assert job.state == "completed", job.error
    version = DatasetVersion.objects.get(dataset=dataset)
    assert [(c["name"], c["type"]) for c in version.columns] == [("code", "text"), ("amount", "float")] or version.columns[0][
        "type"
    ] == "text"
    assert version.read_options["delimiter"] == ";"
    rows = alice_api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()["rows"]
    assert rows == [["007", 1.5], ["008", 2.5]]


@pytest.mark.parametrize("options", ["{", "[1]", '{"delimiter": 5}', '{"unknown": 1}'])
def test_options_that_no_reader_knows_are_refused_before_anything_is_kept(alice_api: Any, send: Any, options: str) -> None:
    answer = send(alice_api, "a.csv", b"a\n1\n", options=options)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input")
    assert not Dataset.objects.exists()
    assert not Upload.objects.exists()


def _xlsx(path: Path) -> bytes:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sales")
        for row, cells in enumerate([("region", "units"), ("EU", 3), ("US", 4)]):
            sheet.write_row(row, 0, cells)
    return path.read_bytes()


def _parquet(path: Path) -> bytes:
    duckdb.sql(f"COPY (SELECT range AS id, 'x' || range AS label FROM range(3)) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz", "jsonl", "parquet", "xlsx"])
def test_every_kind_of_file_becomes_a_table(alice_api: Any, send: Any, outcome: Any, tmp_path: Path, ending: str) -> None:
    content = {
        "csv": lambda: b"id,label\n1,x\n2,y\n",
        "tsv": lambda: b"id\tlabel\n1\tx\n2\ty\n",
        "csv.gz": lambda: gzip.compress(b"id,label\n1,x\n2,y\n"),
        "jsonl": lambda: b'{"id": 1, "label": "x"}\n{"id": 2, "label": "y"}\n',
        "parquet": lambda: _parquet(tmp_path / "p.parquet"),
        "xlsx": lambda: _xlsx(tmp_path / "s.xlsx"),
    }[ending]()
    dataset, job = outcome(send(alice_api, f"file.{ending}", content))
    assert job.state == "completed", job.error
    dataset.refresh_from_db()
    assert dataset.current_version.row_count == (3 if ending == "parquet" else 2)
    assert len(dataset.current_version.columns) == 2


BAD = {
    "nul.csv": b"a,b\n" + bytes(range(256)) * 40,
    "short.parquet": b"PAR1" + b"\x00" * 200,
    "plain.parquet": b"this is no parquet file\n" * 10,
    "bad.xlsx": b"PK\x03\x04" + b"\x00" * 300,
    "wide.csv": ",".join(f"c{i}" for i in range(6000)).encode() + b"\n" + b",".join([b"1"] * 6000) + b"\n",
    "broken.jsonl": b'{"a": \n[[[\n' * 5,
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_file_fails_with_its_reason_and_disturbs_nothing(alice_api: Any, send: Any, outcome: Any, dataset: Any, name: str) -> None:
    bad, job = outcome(send(alice_api, name, BAD[name]))
    assert job.state == "failed", (job.state, job.result)
    assert job.error["code"] == "file_refused"
    assert len(job.error["message"]) > 20
    assert "Traceback" not in json.dumps(job.error)
    bad.refresh_from_db()
    assert (bad.state, bad.current_version) == ("failed", None)
    assert not storage.exists(f"datasets/{bad.pk}")
    answer = alice_api.get(f"/api/v1/datasets/{bad.pk}/preview")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "dataset_not_ready")
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/preview").status_code == 200
    assert not Event.objects.filter(channel=f"dataset:{bad.pk}", type="dataset.ready").exists()
    assert Event.objects.filter(channel=f"dataset:{bad.pk}", type="dataset.failed").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "word"),
    [
        ("empty.csv", b"", 422, "empty"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, 422, "picture"),
        ("tool.csv", b"\x7fELF" + b"\x00" * 50, 422, "program"),
        ("base.csv", b"SQLite format 3\x00" + b"\x00" * 50, 422, "SQLite"),
        ("notes.docx", b"PK\x03\x04", 422, "Excel"),
        ("../../etc/passwd", b"root:x\n", 422, "kind of file"),
    ],
    ids=["empty", "picture", "program", "database", "document", "path"],
)
def test_what_is_no_table_at_sight_is_refused_at_once(alice_api: Any, send: Any, name: str, content: bytes, status: int, word: str) -> None:
    before = set(uploads_dir().iterdir())
    answer = send(alice_api, name, content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, "file_refused")
    assert word in answer.json()["error"]["message"]
    assert [model.objects.count() for model in (Dataset, Upload, Job)] == [0, 0, 0]
    assert set(uploads_dir().iterdir()) == before


def test_a_file_over_the_limit_is_refused(alice_api: Any, send: Any, settings: Any) -> None:
    from dataclasses import replace

    settings.PILOTBA = replace(settings.PILOTBA, max_upload_bytes=10)
    answer = send(alice_api, "a.csv", b"a,b\n1,2\n3,4\n")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert not Upload.objects.exists()


def test_another_file_mends_a_dataset_whose_first_one_failed(alice_api: Any, send: Any, outcome: Any, sales_csv: Path) -> None:
    dataset, _ = outcome(send(alice_api, "short.parquet", BAD["short.parquet"]))
    again, job = outcome(send(alice_api, "sales.csv", sales_csv, to=f"{dataset.pk}/upload"))
    assert (again.pk, again.state, again.current_version.number, job.state) == (dataset.pk, "ready", 1, "completed")


def test_a_request_without_a_file_says_so(alice_api: Any) -> None:
    answer = alice_api.post("/api/v1/datasets/upload", {"name": "x"}, format="multipart")
    assert (answer.status_code, answer.json()["error"]["details"]["fields"]) == (400, {"file": "Missing."})


def test_ragged_rows_are_kept_in_quarantine(alice_api: Any, bob_api: Any, send: Any, outcome: Any) -> None:
    good = "".join(f"{i},{i}\n" for i in range(200))
    dataset, job = outcome(send(alice_api, "r.csv", f"a,b\n{good}1,2,3,4\n".encode()))
    assert job.state == "completed", job.error
    version = DatasetVersion.objects.get(dataset=dataset)
    assert (version.row_count, version.rejected_count) == (200, 1)
    kept = alice_api.get(f"/api/v1/datasets/{dataset.pk}/rejects")
    assert kept.status_code == 200
    assert b"1,2,3,4" in b"".join(kept.streaming_content)
    assert bob_api.get(f"/api/v1/datasets/{dataset.pk}/rejects").status_code == 404


def test_a_viewer_may_not_upload_and_a_stranger_not_into_the_workspace(bob_api: Any, charlie_api: Any, workspace: Any, send: Any) -> None:
    assert send(bob_api, "a.csv", b"a\n1\n").status_code == 403
    charlie_api.credentials(HTTP_X_WORKSPACE=workspace.pk)
    assert send(charlie_api, "a.csv", b"a\n1\n").status_code == 404
    assert not Dataset.objects.exists()
    assert not Upload.objects.exists()


def test_nobody_gets_401_before_anything_is_kept(nobody_api: Any, send: Any, db: None) -> None:
    assert send(nobody_api, "a.csv", b"a\n1\n").status_code == 401
    assert not Upload.objects.exists()


def test_the_limit_of_the_settings_reaches_the_page(alice_client: Any) -> None:
    page = alice_client.get("/datasets/upload/").content.decode()
    assert f'data-limit="{settings.PILOTBA.max_upload_bytes}"' in page
