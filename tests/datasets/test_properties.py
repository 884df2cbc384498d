"""Promises about uploads and profiles, over many files and profiles (1, 3, 4, 6, 11, 12)."""

from __future__ import annotations

import io
import time
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.core.jobs.execute import run_job
from apps.core.models import Event, Job
from apps.datasets.models import Dataset, DatasetState, DatasetVersion, Upload
from apps.datasets.services.receiving import upload_path
from apps.datasets.services.upload import create_from_file

pytestmark = pytest.mark.django_db
CELLS = st.lists(st.tuples(st.integers(-(2**31), 2**31), st.text("abc xyzäöü", max_size=8)), min_size=1, max_size=8)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters='"\\\r\n'), min_size=1, max_size=30)


def _csv(rows: list[tuple[int, str]]) -> bytes:
    return "\n".join(["number,word", *(f'{n},"{w}"' for n, w in rows)]).encode()


def _jsonl(rows: list[tuple[int, str]]) -> bytes:
    import json

    return "\n".join(json.dumps({"number": n, "word": w}) for n, w in rows).encode()


def _parquet(rows: list[tuple[int, str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"number": [n for n, _ in rows], "word": [w for _, w in rows]}), out)
    return out.getvalue()


KINDS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}


@pytest.mark.property(1)
@pytest.mark.usefixtures("waiting")
def test_every_valid_upload_is_stored_with_a_job_id_of_its_own(alice_api: Any) -> None:
    seen: set[str] = set()

    @settings(max_examples=120)
    @given(rows=CELLS, kind=st.sampled_from(sorted(KINDS)), name=NAMES)
    def check(rows: list[tuple[int, str]], kind: str, name: str) -> None:
        content = KINDS[kind](rows)
        answer = alice_api.post("/api/v1/datasets/upload", {"file": SimpleUploadedFile(f"{name}.{kind}", content)}, format="multipart")
        assert answer.status_code == 202, answer.content
        job = Job.objects.get(pk=answer.json()["job_id"])
        assert job.pk not in seen
        seen.add(job.pk)
        assert upload_path(Upload.objects.get(pk=job.params["upload"])).read_bytes() == content
        assert Dataset.objects.get(pk=answer.json()["dataset_id"]).job_id == job.pk

    check()
    assert len(seen) >= 100


@pytest.mark.property(3)
@pytest.mark.usefixtures("waiting")
def test_no_upload_is_parsed_before_it_is_answered(alice_api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size and content, the request reads a few first bytes, stores the file and answers; the job waits."""

    def parsed(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("The request parsed the file.")

    for place in ("apps.engine.ingest.ingest", "apps.engine.profile.profile", "apps.datasets.services.previews.sniff"):
        monkeypatch.setattr(place, parsed)

    @given(size=st.integers(1, 200_000), junk=st.binary(min_size=1, max_size=40))
    def check(size: int, junk: bytes) -> None:
        content = b"a,b\n" + (junk * (size // len(junk) + 1))[:size]
        begun = time.monotonic()
        answer = alice_api.post("/api/v1/datasets/upload", {"file": SimpleUploadedFile("big.csv", content)}, format="multipart")
        assert answer.status_code == 202
        assert time.monotonic() - begun < 1
        assert Job.objects.get(pk=answer.json()["job_id"]).state == "queued"

    check()


@pytest.mark.usefixtures("waiting")
def test_a_file_over_100_mb_is_answered_within_a_second(alice: Any, workspace: Any, tmp_path: Any) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(101 * 2**20)
    begun = time.monotonic()
    _, job = create_from_file(user=alice, workspace=workspace, path=path, filename="big.csv", move=True)
    assert time.monotonic() - begun < 1
    assert job.state == "queued"


@pytest.mark.property(4)
@pytest.mark.usefixtures("waiting")
def test_a_stored_file_has_its_message_sent_at_once(alice: Any, workspace: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("apps.core.jobs.queue.send", lambda job_id: sent.append(job_id) or True)

    @given(rows=CELLS)
    def check(rows: list[tuple[int, str]]) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(_csv(rows))
        stored = time.monotonic()
        _, job = create_from_file(user=alice, workspace=workspace, path=path, filename="a.csv")
        assert sent[-1] == job.pk
        assert time.monotonic() - stored < 1

    check()


@pytest.mark.property(6)
@pytest.mark.usefixtures("waiting")
def test_a_finished_import_announces_itself_once_however_often_it_is_run(alice: Any, workspace: Any, sales_csv: Any) -> None:
    """Messages may come twice, the row may be lost to another process and taken again: one version, one announcement."""

    @given(plan=st.lists(st.sampled_from(["run", "requeue", "lost"]), min_size=1, max_size=5))
    def check(plan: list[str]) -> None:
        dataset, job = create_from_file(user=alice, workspace=workspace, path=sales_csv, filename="sales.csv")
        for act in [*plan, "requeue", "run"]:
            if act == "run":
                run_job(job.pk)
            elif act == "requeue":
                Job.objects.filter(pk=job.pk).update(state="queued")
            else:
                Job.objects.filter(pk=job.pk, state="queued").update(fence=job.fence + 7)
        assert Event.objects.filter(channel=f"dataset:{dataset.pk}", type="dataset.ready").count() == 1
        assert DatasetVersion.objects.filter(dataset=dataset).count() == 1

    check()


PROFILES = st.builds(
    lambda rows, score, columns: {
        "row_count": rows,
        "column_count": len(columns),
        "quality_score": score,
        "quality_reasons": [],
        "issues": [],
        "duplicate_rows": 0,
        "columns": [
            {
                "id": f"c{i}",
                "name": f"{name}{i}",
                "type": "integer",
                "null_count": n,
                "null_percentage": 0.0,
                "unique_count": 1,
                "min": n,
            }
            for i, (name, n) in enumerate(columns)
        ],
    },
    st.integers(0, 10**12),
    st.floats(0, 1),
    st.lists(st.tuples(st.text("abcäö \"'<&", max_size=12), st.integers(0, 10**9)), max_size=12),
)


@pytest.mark.property(11)
def test_a_profile_is_read_back_by_the_version_it_was_stored_under(alice_api: Any, alice: Any, workspace: Any) -> None:
    dataset = Dataset.objects.create(workspace=workspace, owner=alice, name="P", table_name="p", state=DatasetState.READY)
    stored: dict[int, Any] = {}

    @given(profile=PROFILES)
    def check(profile: dict[str, Any]) -> None:
        number = len(stored) + 1
        version = DatasetVersion.objects.create(dataset=dataset, number=number, parquet_key=f"p/{number}", profile=profile)
        Dataset.objects.filter(pk=dataset.pk).update(current_version=version)
        stored[number] = profile
        url = f"/api/v1/datasets/{dataset.pk}/profile"
        assert alice_api.get(url).json() == profile
        earlier = 1 + profile["row_count"] % number
        assert alice_api.get(f"{url}?version={earlier}").json() == stored[earlier]

    check()


@pytest.mark.property(12)
def test_a_stored_profile_is_served_within_200_ms(alice_api: Any, alice: Any, workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a wide table; nothing is measured when it is asked for. The best of three, for the machine does other work too."""
    dataset = Dataset.objects.create(workspace=workspace, owner=alice, name="P", table_name="p", state=DatasetState.READY)
    version = DatasetVersion.objects.create(dataset=dataset, number=1, parquet_key="p/1")
    Dataset.objects.filter(pk=dataset.pk).update(current_version=version)
    monkeypatch.setattr("apps.engine.profile.profile", lambda *args, **more: pytest.fail("The profile was made anew."))

    @given(profile=PROFILES, width=st.integers(1, 1000))
    def check(profile: dict[str, Any], width: int) -> None:
        assume(profile["columns"])
        many = (profile["columns"] * (width // len(profile["columns"]) + 1))[:width]
        DatasetVersion.objects.filter(pk=version.pk).update(profile=profile | {"columns": many})
        assert min(_timed(alice_api, f"/api/v1/datasets/{dataset.pk}/profile", width) for _ in range(3)) < 0.2

    check()


def _timed(api: Any, url: str, width: int) -> float:
    begun = time.monotonic()
    answer = api.get(url)
    took = time.monotonic() - begun
    assert len(answer.json()["columns"]) == width
    return took


def test_what_an_upload_leaves_is_parquet_that_a_standard_reader_reads(dataset: Any) -> None:
    from apps.core import storage

    table = pq.read_table(storage.local_path(dataset.current_version.parquet_key))
    assert (table.num_rows, table.column_names) == (8, [c["name"] for c in dataset.current_version.columns])
    assert Upload.objects.get().expires_at > timezone.now() + timedelta(hours=1)
