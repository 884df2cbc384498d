"""Tiles over the API: who gets which counts, from where, and what a cache may keep."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from apps.accounts.models import Role, Visibility
from apps.charts.models import Chart
from apps.datasets.models import RowRule
from apps.datasets.selectors import hot_path
from apps.datasets.services.sweep import sweep
from apps.engine.errors import QueryCancelled
from apps.engine.tiles.counts import Packed, unpack, unpack_planes

POINTS = {"rows": ["units", "price", "region"]}
EU = {"field": "region", "op": "eq", "value": "EU"}


@pytest.fixture
def chart(dataset: Any, alice: Any, workspace: Any) -> Chart:
    spec = {"v": 1, "dataset": dataset.pk, **POINTS}
    return Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Prices", kind="points", spec=spec, visibility=Visibility.WORKSPACE
    )


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs stay in the queue."""
    monkeypatch.setattr("apps.core.jobs.queue.send", lambda job_id: True)


def ask(client: Any, chart: Chart, **what: Any) -> Any:
    return client.post(f"/api/v1/charts/{chart.pk}/tiles", what, format="json")


def counts(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return unpack(Packed(answer.content, False, 0, len(answer.content)))


def first(client: Any, chart: Chart, **headers: Any) -> Any:
    return client.get(f"/api/v1/charts/{chart.pk}/tiles/0/0/0", **headers)


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, chart: Chart) -> None:
    """The owner's first look has the file made; a teammate gets its tiles; a stranger learns nothing."""
    facts = ask(alice_api, chart).json()
    assert (facts["size"], facts["ready"], facts["world"][0]) == (256, False, 1.0)
    assert (facts["job"]["state"], facts["job"]["yours"]) == ("completed", True)
    again = ask(bob_api, chart).json()
    assert again == facts | {"ready": True, "job": None}
    for client in (alice_api, bob_api):
        whole = counts(first(client, chart))
        assert (whole.sum(), whole[0, 0], whole.max()) == (7, 0, 1)
        assert whole[0, 191] == 1  # four lamps at the lowest price
    for refused in (first(charlie_api, chart), ask(charlie_api, chart), ask(charlie_api, chart, tile=[0, 0, 0])):
        assert refused.status_code == 404
    assert first(nobody_api, chart).status_code == 401


def test_a_tile_is_counted_by_category_in_the_colours_of_the_dataset(alice_api: Any, chart: Chart) -> None:
    """The facts name the planes; a value has the colour that it has in every chart."""
    told = ask(alice_api, chart).json()["categories"]
    assert [one["value"] for one in told] == ["US", "EU", "APAC"] or [one["value"] for one in told] == ["EU", "US", "APAC"]
    drawn = alice_api.post(f"/api/v1/charts/{chart.pk}/data", {}, format="json").json()["categories"]
    assert {one["value"]: one["slot"] for one in told} == {one["value"]: one["slot"] for one in drawn}
    planes = unpack_planes(Packed(first(alice_api, chart).content, False, 0, 0))
    assert sorted(planes.sum(axis=(1, 2)).tolist()) == [1, 3, 3]


def test_a_teammate_sees_how_far_the_job_is_and_only_its_owner_ends_it(alice_api: Any, bob_api: Any, chart: Chart, busy: None) -> None:
    job = ask(alice_api, chart).json()["job"]
    theirs = ask(bob_api, chart).json()["job"]
    assert (job["yours"], theirs["yours"], theirs["id"], theirs["state"]) == (True, False, job["id"], "queued")
    assert bob_api.post(f"/api/v1/jobs/{job['id']}/cancel").status_code == 404
    assert alice_api.post(f"/api/v1/jobs/{job['id']}/cancel").status_code == 202
    assert ask(bob_api, chart).json()["job"]["state"] == "cancelled"
    assert alice_api.post(f"/api/v1/jobs/{job['id']}/retry").status_code == 202
    assert ask(bob_api, chart).json()["ready"]


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate", "gzip"), ("", None)])
def test_a_tile_is_packed_as_the_asker_reads_it(
    alice_api: Any, chart: Chart, monkeypatch: pytest.MonkeyPatch, accepted: str, coding: str
) -> None:
    monkeypatch.setattr("apps.engine.tiles.counts._WORTH", 0)
    answer = first(alice_api, chart, HTTP_ACCEPT_ENCODING=accepted)
    assert (answer.headers.get("Content-Encoding"), answer["Vary"].count("Accept-Encoding")) == (coding, 1)
    length = len(first(alice_api, chart).content)
    unpacked = {"zstd": lambda body: pa.decompress(body, length, codec="zstd"), "gzip": gzip.decompress, None: bytes}
    plain = bytes(unpacked[coding](answer.content))
    assert plain[:4] == b"PBT1"


def test_the_file_and_the_direct_count_agree(alice_api: Any, chart: Chart, busy: None) -> None:
    direct = ask(alice_api, chart).json()
    assert direct["job"]["state"] == "queued"
    assert ask(alice_api, chart).json()["job"] == direct["job"]  # not a second one
    told = [counts(ask(alice_api, chart, tile=[z, x, y])) for z, x, y in ((0, 0, 0), (1, 1, 0), (9, 384, 0))]
    from apps.core.jobs.execute import run_job

    run_job(direct["job"]["id"])
    ready = ask(alice_api, chart).json()
    assert (ready["ready"], ready["world"]) == (True, direct["world"])
    for (z, x, y), before in zip(((0, 0, 0), (1, 1, 0), (9, 384, 0)), told, strict=True):
        assert (counts(ask(alice_api, chart, tile=[z, x, y])) == before).all()


def test_a_row_rule_is_counted_through_and_never_makes_or_reads_the_file(alice_api: Any, bob_api: Any, dataset: Any, chart: Chart) -> None:
    ask(alice_api, chart)  # the file is there
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter=EU)
    facts = ask(bob_api, chart).json()
    assert (facts["ready"], facts["job"]) == (False, None)
    assert facts["world"] != ask(alice_api, chart).json()["world"]  # not even where the others lie
    assert (counts(first(bob_api, chart)).sum(), counts(first(alice_api, chart)).sum()) == (3, 7)
    hers = first(alice_api, chart)["ETag"]
    assert first(bob_api, chart, HTTP_IF_NONE_MATCH=hers).status_code == 200
    assert [one["value"] for one in facts["categories"]] == ["EU"]
    everything = ask(bob_api, chart, view=[0, 0, 1000, 1000])
    table = pa.ipc.open_stream(b"".join(everything.streaming_content)).read_all()
    assert set(table.column("category").to_pylist()) == {"EU"}


def test_a_mask_hides_the_axis_it_hides(alice_api: Any, bob_api: Any, dataset: Any, chart: Chart) -> None:
    ask(alice_api, chart)
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, masked={"price": "null"})
    assert ask(bob_api, chart).json()["world"] is None
    assert counts(first(bob_api, chart)).sum() == 0


def test_filters_are_counted_directly_and_only_for_those_who_see_the_dataset(
    alice_api: Any, bob_api: Any, dataset: Any, chart: Chart
) -> None:
    assert counts(ask(alice_api, chart, tile=[0, 0, 0], filters=[EU])).sum() == 3
    assert ask(alice_api, chart, filters=[EU]).json()["job"] is None
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    assert ask(bob_api, chart, tile=[0, 0, 0], filters=[EU]).status_code == 403
    assert counts(ask(bob_api, chart, tile=[0, 0, 0])).sum() == 7


def test_the_rows_of_a_view(alice_api: Any, chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):  # counted directly, then out of the file
        stream = ask(alice_api, chart, view=[1, 80, 3, 250])
        assert stream["X-Row-Count"] == "4"
        table = pa.ipc.open_stream(b"".join(stream.streaming_content)).read_all()
        assert table.schema.types == [pa.float64(), pa.float64(), pa.dictionary(pa.int32(), pa.string())]
        assert sorted(zip(*(c.to_pylist() for c in table.columns), strict=True)) == [
            (1.0, 89.0, "US"), (1.0, 249.5, "EU"), (2.0, 89.0, "EU"), (2.0, 249.5, "US"),
        ]  # fmt: skip
        ask(alice_api, chart)
    monkeypatch.setattr("apps.charts.tiles.serving.MOST_ROWS", 3)
    refused = ask(alice_api, chart, view=[0, 0, 100, 1000])
    assert (refused.status_code, refused.json()["error"]["message"][:12]) == (400, "7 rows lie i")


def test_an_etag_lasts_as_long_as_the_data_and_the_question(alice_api: Any, dataset: Any, chart: Chart) -> None:
    tag = first(alice_api, chart)["ETag"]
    unchanged = first(alice_api, chart, HTTP_IF_NONE_MATCH=tag)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert unchanged["Cache-Control"] == "private, no-cache"
    chart.spec = chart.spec | {"rows": ["units", "price"]}
    chart.save()
    assert first(alice_api, chart, HTTP_IF_NONE_MATCH=tag).status_code == 200
    moving = {**POINTS, "filters": [{"field": "day", "op": "period", "value": {"rel": "last", "n": 999, "unit": "year"}}]}
    chart.spec = {"v": 1, "dataset": dataset.pk, **moving}
    chart.save()
    assert first(alice_api, chart).status_code == 200


def test_a_question_that_is_being_built_has_tiles_too(alice_api: Any, charlie_api: Any, dataset: Any) -> None:
    body = {"dataset_id": dataset.pk, "spec": {"rows": ["day", "price"]}, "tile": [0, 0, 0]}
    assert counts(alice_api.post("/api/v1/charts/render/tiles", body, format="json")).sum() == 8
    assert charlie_api.post("/api/v1/charts/render/tiles", body, format="json").status_code == 404


def test_a_question_that_is_being_built_can_be_kept_by_a_browser(alice_api: Any, bob_api: Any, charlie_api: Any, dataset: Any) -> None:
    """Asked by address: the same tile, with a tag for each person's rows."""
    address = "/api/v1/charts/render/tiles/0/0/0"
    body = {"dataset_id": dataset.pk, "spec": POINTS}
    asked = {"ask": json.dumps(body | {"filters": [EU]})}
    answer = alice_api.get(address, asked)
    assert counts(answer).sum() == 3
    assert alice_api.get(address, asked, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert alice_api.get(address, {"ask": json.dumps(body)}, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200
    assert bob_api.get(address, asked, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304  # the same rows
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "US"})
    ruled = bob_api.get(address, asked, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (ruled.status_code, counts(ruled).sum()) == (200, 0)
    assert charlie_api.get(address, asked, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 404
    for wrong in ("[]", "{", '{"sql": "SELECT 1"}'):
        assert alice_api.get(address, {"ask": wrong}).status_code == 400


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"tile": [0, 0]}, 400),
        ({"tile": [0, 0.5, 0]}, 400),
        ({"tile": "all"}, 400),
        ({"tile": [1, 2, 0]}, 404),
        ({"tile": [99, 0, 0]}, 404),
        ({"view": [0, 1, 2]}, 400),
        ({"view": [0, 1, 2, "x"]}, 400),
        ({"tiles": []}, 400),
    ],
)
def test_a_mistake_is_refused(alice_api: Any, chart: Chart, what: dict[str, Any], status: int) -> None:
    assert ask(alice_api, chart, **what).status_code == status


def test_a_question_without_tiles_says_why(alice_api: Any, chart: Chart) -> None:
    for spec, words in (({"rows": ["units", "price"], "limit": 3}, "only some"), ({"rows": ["region", "price"]}, "numbers or times")):
        chart.spec = {"v": 1, "dataset": chart.dataset_id, **spec}
        chart.save()
        refused = first(alice_api, chart)
        assert (refused.status_code, words in refused.json()["error"]["message"]) == (400, True)


def test_the_file_goes_with_its_version(alice_api: Any, dataset: Any, chart: Chart, tmp_path: Any) -> None:
    from datetime import timedelta

    ask(alice_api, chart)
    version = dataset.current_version_id
    files: Callable[[], list[Any]] = lambda: list(hot_path(version).parent.glob(f"{version}.*.tiles.duckdb"))  # noqa: E731
    sweep(timedelta(0))
    assert len(files()) == 1
    chart.delete()
    dataset.delete()
    sweep(timedelta(0))
    assert files() == []


def test_a_job_that_is_cancelled_while_it_runs_is_cancelled_and_can_be_run_again(
    alice_api: Any, chart: Chart, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise QueryCancelled("The work was cancelled.")

    with monkeypatch.context() as patched:
        patched.setattr("apps.charts.tiles.files.build_tiles", stop)
        job = ask(alice_api, chart).json()["job"]
    assert (job["state"], job["error"]) == ("cancelled", "")
    assert alice_api.post(f"/api/v1/jobs/{job['id']}/retry").status_code == 202
    assert ask(alice_api, chart).json()["ready"]


def test_a_failed_job_is_not_tried_at_every_look(alice_api: Any, chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("apps.charts.tiles.files.build_tiles", fail)
    failed = ask(alice_api, chart).json()["job"]
    assert (failed["state"], "number" in failed["error"]) == ("failed", True)
    assert ask(alice_api, chart).json()["job"]["id"] == failed["id"]
    assert counts(first(alice_api, chart)).sum() == 7
