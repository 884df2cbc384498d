"""Versions: a new file, what changed, going back."""

from __future__ import annotations

from typing import Any

import pytest

from apps.core import storage
from apps.core.models import AuditEntry, Event
from apps.datasets.models import DatasetVersion
from apps.datasets.selectors.hot import hot_path
from apps.datasets.services.drift import compare

pytestmark = pytest.mark.django_db
SECOND = b"day,region,product,units,price\n2026-02-01,EU,Lamp,3.5,19.90\n2026-02-02,US,Chair,1.25,89.00\n"


@pytest.fixture
def second(alice_api: Any, dataset: Any, send: Any, outcome: Any) -> Any:
    """The dataset with a second version: no `returned`, fractional units."""
    _, job = outcome(send(alice_api, "february.csv", SECOND, to=f"{dataset.pk}/upload"))
    assert job.state == "completed", job.error
    dataset.refresh_from_db()
    return dataset


def test_it_works(alice_api: Any, second: Any) -> None:
    versions = alice_api.get(f"/api/v1/datasets/{second.pk}/versions").json()
    assert [(v["number"], v["row_count"], v["filename"]) for v in versions["items"]] == [(2, 2, "february.csv"), (1, 8, "sales.csv")]
    assert versions["current"] == second.current_version_id == versions["items"][0]["id"]
    assert alice_api.get(f"/api/v1/datasets/{second.pk}/preview").json()["rows"][0][0] == "2026-02-01"
    assert len(alice_api.get(f"/api/v1/datasets/{second.pk}/preview?version=1").json()["rows"]) == 8


def test_columns_keep_their_ids_and_what_changed_is_told(alice_api: Any, second: Any) -> None:
    new, old = (DatasetVersion.objects.get(dataset=second, number=n) for n in (2, 1))
    ids = {c["name"]: c["id"] for c in old.columns}
    assert all(c["id"] == ids[c["name"]] for c in new.columns)
    drift = alice_api.get(f"/api/v1/datasets/{second.pk}/versions/2").json()["drift"]
    assert (drift["added"], drift["removed"], drift["compatible"]) == ([], ["returned"], False)
    assert [(c["name"], c["before"]) for c in drift["changed"]] == [("units", "integer")]
    back = alice_api.get(f"/api/v1/datasets/{second.pk}/versions/1?since=2").json()["drift"]
    assert back["added"] == ["returned"]
    assert Event.objects.filter(channel=f"dataset:{second.pk}", type="dataset.ready").count() == 2


def test_restoring_makes_a_new_version_of_the_old_rows(alice_api: Any, alice: Any, second: Any) -> None:
    answer = alice_api.post(f"/api/v1/datasets/{second.pk}/versions/1/restore")
    assert (answer.status_code, answer.json()["number"], answer.json()["restored_from"], answer.json()["row_count"]) == (201, 3, 1, 8)
    assert len(alice_api.get(f"/api/v1/datasets/{second.pk}/preview").json()["rows"]) == 8
    one, three = (DatasetVersion.objects.get(dataset=second, number=n) for n in (1, 3))
    assert (one.parquet_key, one.profile) == (three.parquet_key, three.profile)
    assert hot_path(one.pk).stat().st_ino == hot_path(three.pk).stat().st_ino
    assert AuditEntry.objects.filter(action="dataset.restore", user=alice).exists()


def test_restoring_the_current_version_changes_nothing(alice_api: Any, dataset: Any) -> None:
    assert alice_api.post(f"/api/v1/datasets/{dataset.pk}/versions/1/restore").json()["number"] == 1
    assert DatasetVersion.objects.count() == 1


def test_a_missing_hot_file_is_rebuilt_from_storage(alice_api: Any, dataset: Any) -> None:
    path = hot_path(dataset.current_version_id)
    path.rename(path.with_suffix(".away"))
    try:
        from apps.datasets.selectors.hot import ensure_hot

        assert ensure_hot(dataset.current_version) == path
        assert path.stat().st_size > 0
        assert not list(path.parent.glob("rebuild-*"))
    finally:
        path.with_suffix(".away").unlink()


def test_a_failed_new_version_leaves_the_old_one_current(alice_api: Any, dataset: Any, send: Any, outcome: Any) -> None:
    _, job = outcome(send(alice_api, "broken.parquet", b"PAR1" + b"\x00" * 100, to=f"{dataset.pk}/upload"))
    assert job.state == "failed"
    dataset.refresh_from_db()
    assert (dataset.state, dataset.current_version.number) == ("ready", 1)
    assert len(alice_api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()["rows"]) == 8
    assert storage.exists(dataset.current_version.parquet_key)


def test_options_of_the_last_version_are_remembered(alice_api: Any, send: Any, outcome: Any) -> None:
    dataset, _ = outcome(send(alice_api, "a.csv", b"code;x\n007;1\n008;2\n", options='{"columns": {"code": {"type": "text"}}}'))
    outcome(send(alice_api, "b.csv", b"code;x\n009;3\n010;4\n", to=f"{dataset.pk}/upload"))
    assert [r[0] for r in alice_api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()["rows"]] == ["009", "010"]


@pytest.mark.parametrize("part", ["9", "9/restore", "1?since=9"])
def test_an_unknown_version_is_not_found(alice_api: Any, dataset: Any, part: str) -> None:
    url = f"/api/v1/datasets/{dataset.pk}/versions/{part}"
    assert (alice_api.post(url) if part.endswith("restore") else alice_api.get(url)).status_code == 404
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/versions/1?since=x").status_code == 400
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/rejects").status_code == 404


def test_widening_a_type_is_safe_and_narrowing_is_not() -> None:
    column = {"id": "a", "name": "n", "type": "integer"}
    assert compare([column], [column | {"type": "float"}])["compatible"]
    assert not compare([column | {"type": "float"}], [column])["compatible"]
    assert compare([column], [column, {"id": "b", "name": "m", "type": "text"}]) == {
        "added": ["m"],
        "removed": [],
        "changed": [],
        "compatible": True,
    }
