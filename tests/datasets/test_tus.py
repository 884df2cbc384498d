"""Resumable uploads: pieces, offsets, resuming, expiry, and what others may not do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.datasets.models import Dataset, Upload
from apps.datasets.services.receiving import upload_path

pytestmark = pytest.mark.django_db
CONTENT = b"region,units\n" + b"".join(b"EU,%d\n" % i for i in range(50))
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
BODY = "application/offset+octet-stream"
Open = Callable[..., str]


def told(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


@pytest.fixture
def start() -> Open:
    """Open an upload and return its address."""

    def starting(client: Any, length: int = len(CONTENT), **metadata: str) -> str:
        names = told(**({"filename": "sales.csv"} | metadata))
        answer = client.post("/uploads/", HTTP_UPLOAD_LENGTH=str(length), HTTP_UPLOAD_METADATA=names, **TUS)
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])

    return starting


def patch(client: Any, url: str, offset: int, piece: bytes, **headers: str) -> Any:
    kind = headers.pop("kind", BODY)
    return client.generic("PATCH", url, piece, content_type=kind, HTTP_UPLOAD_OFFSET=str(offset), **TUS, **headers)


def head(client: Any, url: str) -> Any:
    return client.generic("HEAD", url, **TUS)


def test_it_works(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    first = patch(alice_api, url, 0, CONTENT[:100])
    assert (first.status_code, first["Upload-Offset"], first["Tus-Resumable"]) == (204, "100", "1.0.0")
    assert patch(alice_api, url, 100, CONTENT[100:])["Upload-Offset"] == str(len(CONTENT))
    upload = Upload.objects.get()
    assert (upload.state, upload_path(upload).read_bytes()) == ("complete", CONTENT)
    answer = alice_api.post(f"/api/v1/datasets/uploads/{upload.pk}/import", {"name": "Sales"})
    assert answer.status_code == 202
    dataset = Dataset.objects.get(pk=answer.json()["dataset_id"])
    assert (dataset.state, dataset.current_version.row_count, dataset.name) == ("ready", 50, "Sales")


def test_the_server_says_what_it_can(alice_api: Any) -> None:
    answer = alice_api.options("/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}
    assert int(answer["Tus-Max-Size"]) > 0


def test_after_a_break_the_upload_goes_on_where_it_was(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    patch(alice_api, url, 0, CONTENT[:64])
    answer = head(alice_api, url)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "64", str(len(CONTENT)))
    assert answer["Cache-Control"] == "no-store"
    patch(alice_api, url, 64, CONTENT[64:])
    assert upload_path(Upload.objects.get()).read_bytes() == CONTENT


def test_bytes_that_a_kill_left_behind_are_overwritten(alice_api: Any, start: Open) -> None:
    """Killed after writing and before the acknowledgement: the file is longer than the offset says."""
    url = start(alice_api)
    patch(alice_api, url, 0, CONTENT[:64])
    with upload_path(Upload.objects.get()).open("ab") as file:
        file.write(b"torn piece that was never acknowledged")
    assert head(alice_api, url)["Upload-Offset"] == "64"
    patch(alice_api, url, 64, CONTENT[64:])
    assert upload_path(Upload.objects.get()).read_bytes() == CONTENT


@pytest.mark.parametrize("offset", [0, 63, 65, 10_000])
def test_a_piece_at_the_wrong_place_is_a_conflict_and_changes_nothing(alice_api: Any, start: Open, offset: int) -> None:
    url = start(alice_api)
    patch(alice_api, url, 0, CONTENT[:64])
    answer = patch(alice_api, url, offset, b"x" * 20)
    assert (answer.status_code, answer.json()["error"]["details"]["offset"]) == (409, 64)
    assert upload_path(Upload.objects.get()).read_bytes() == CONTENT[:64]


def test_more_than_was_declared_is_refused(alice_api: Any, start: Open) -> None:
    url = start(alice_api, length=10)
    assert patch(alice_api, url, 0, b"region,units\n").status_code == 413
    assert head(alice_api, url)["Upload-Offset"] == "0"
    assert upload_path(Upload.objects.get()).read_bytes() == b""


def test_a_damaged_piece_is_not_kept(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    wrong = "sha1 " + base64.b64encode(hashlib.sha1(b"other").digest()).decode()
    assert patch(alice_api, url, 0, CONTENT[:64], HTTP_UPLOAD_CHECKSUM=wrong).status_code == 460
    assert head(alice_api, url)["Upload-Offset"] == "0"
    right = "sha256 " + base64.b64encode(hashlib.sha256(CONTENT[:64]).digest()).decode()
    assert patch(alice_api, url, 0, CONTENT[:64], HTTP_UPLOAD_CHECKSUM=right).status_code == 204
    assert patch(alice_api, url, 64, b"x", HTTP_UPLOAD_CHECKSUM="md5 zzz").status_code == 400


def test_an_upload_is_its_owners_alone(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, analyst: Any, start: Open) -> None:
    url = start(alice_api)
    upload = Upload.objects.get()
    for other in (bob_api, charlie_api):
        assert head(other, url).status_code == 404
        assert patch(other, url, 0, CONTENT).status_code == 404
        assert other.generic("DELETE", url, **TUS).status_code == 404
        for part in ("", "/preview", "/import"):
            address = f"/api/v1/datasets/uploads/{upload.pk}{part}"
            assert (other.post(address, {}) if part else other.get(address)).status_code == 404
    assert head(nobody_api, url).status_code == 401
    assert nobody_api.post("/uploads/", HTTP_UPLOAD_LENGTH="5", **TUS).status_code == 401
    assert Upload.objects.get().offset == 0


def test_who_left_the_workspace_lost_the_upload(alice_api: Any, alice: Any, workspace: Any, start: Open) -> None:
    url = start(alice_api)
    workspace.memberships.filter(user=alice).delete()
    assert head(alice_api, url).status_code == 404


def test_viewers_cannot_start_an_upload(bob_api: Any) -> None:
    answer = bob_api.post("/uploads/", HTTP_UPLOAD_LENGTH="5", HTTP_UPLOAD_METADATA=told(filename="a.csv"), **TUS)
    assert answer.status_code == 403


def test_a_new_version_needs_the_right_to_change_the_dataset(bob_api: Any, charlie_api: Any, analyst: Any, dataset: Any) -> None:
    names = told(filename="a.csv", dataset=dataset.pk)
    for client, status in ((bob_api, 403), (charlie_api, 404)):
        assert client.post("/uploads/", HTTP_UPLOAD_LENGTH="5", HTTP_UPLOAD_METADATA=names, **TUS).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({"HTTP_TUS_RESUMABLE": "0.2.2"}, 412),
        (TUS, 400),
        (TUS | {"HTTP_UPLOAD_LENGTH": "-1"}, 400),
        (TUS | {"HTTP_UPLOAD_LENGTH": "ten"}, 400),
        (TUS | {"HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": "filename %%%"}, 400),
        (TUS | {"HTTP_UPLOAD_LENGTH": "5"}, 400),
        (TUS | {"HTTP_UPLOAD_LENGTH": "0", "HTTP_UPLOAD_METADATA": told(filename="a.csv")}, 422),
        (TUS | {"HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": told(filename="a.exe")}, 422),
        (TUS | {"HTTP_UPLOAD_LENGTH": "999999999999999", "HTTP_UPLOAD_METADATA": told(filename="a.csv")}, 413),
    ],
)
def test_what_cannot_become_an_upload_is_refused(alice_api: Any, headers: dict[str, str], status: int) -> None:
    assert alice_api.post("/uploads/", **headers).status_code == status
    assert not Upload.objects.exists()


def test_a_piece_of_another_media_type_is_refused(alice_api: Any, start: Open) -> None:
    assert patch(alice_api, start(alice_api), 0, CONTENT, kind="text/csv").status_code == 415


def test_the_first_bytes_decide_before_the_rest_is_sent(alice_api: Any, start: Open) -> None:
    url = start(alice_api, length=10_000)
    answer = patch(alice_api, url, 0, b"%PDF-1.7" + b"\x00" * 500)
    assert answer.status_code == 422
    assert "PDF" in answer.json()["error"]["message"]
    assert head(alice_api, url).status_code == 404


def test_an_upload_can_be_dropped(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    path = upload_path(Upload.objects.get())
    assert alice_api.generic("DELETE", url, **TUS).status_code == 204
    assert not path.exists()
    assert head(alice_api, url).status_code == 404


def test_an_expired_upload_is_gone(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert head(alice_api, url).status_code == 410
    assert patch(alice_api, url, 0, CONTENT).status_code == 410


def test_an_upload_whose_bytes_vanished_says_so(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    upload_path(Upload.objects.get()).unlink()
    assert patch(alice_api, url, 0, CONTENT).status_code == 410


def test_only_one_request_writes_at_a_time(alice_api: Any, start: Open) -> None:
    import fcntl

    url = start(alice_api)
    with upload_path(Upload.objects.get()).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert patch(alice_api, url, 0, CONTENT).status_code == 423
    assert patch(alice_api, url, 0, CONTENT).status_code == 204


def test_a_full_disk_is_said_and_nothing_of_the_piece_counts(alice_api: Any, start: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    url = start(alice_api)
    patch(alice_api, url, 0, CONTENT[:64])
    with monkeypatch.context() as patched:
        patched.setattr("apps.datasets.services.receiving.os.fsync", full)
        answer = patch(alice_api, url, 64, CONTENT[64:])
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")
    assert head(alice_api, url)["Upload-Offset"] == "64"
    assert patch(alice_api, url, 64, CONTENT[64:]).status_code == 204


def test_an_upload_is_used_once_and_only_when_complete(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    pk = Upload.objects.get().pk
    assert alice_api.post(f"/api/v1/datasets/uploads/{pk}/import", {}).json()["error"]["code"] == "upload_incomplete"
    patch(alice_api, url, 0, CONTENT)
    assert alice_api.post(f"/api/v1/datasets/uploads/{pk}/import", {}).status_code == 202
    again = alice_api.post(f"/api/v1/datasets/uploads/{pk}/import", {})
    assert (again.status_code, Dataset.objects.count()) == (409, 1)
    assert patch(alice_api, url, len(CONTENT), b"").status_code == 410


def test_the_preview_shows_types_and_takes_corrections(alice_api: Any, start: Open) -> None:
    url = start(alice_api)
    patch(alice_api, url, 0, CONTENT)
    page = f"/api/v1/datasets/uploads/{Upload.objects.get().pk}/preview"
    seen = alice_api.post(page, {}).json()
    assert [(c["name"], c["type"]) for c in seen["columns"]] == [("region", "text"), ("units", "integer")]
    assert len(seen["rows"]) == 50
    seen["options"]["columns"] = {"units": {"type": "text", "rename": "count"}}
    again = alice_api.post(page, {"options": seen["options"]}).json()
    assert [(c["name"], c["type"]) for c in again["columns"]] == [("region", "text"), ("count", "text")]
    assert alice_api.post(page, {"options": {"nonsense": 1}}).status_code == 400


def test_state_and_removal_through_the_api(alice_api: Any, start: Open) -> None:
    start(alice_api)
    upload = Upload.objects.get()
    found = alice_api.get(f"/api/v1/datasets/uploads/{upload.pk}").json()
    assert (found["offset"], found["length"], found["state"]) == (0, len(CONTENT), "receiving")
    assert alice_api.delete(f"/api/v1/datasets/uploads/{upload.pk}").status_code == 204
    assert not Upload.objects.exists()


def test_a_session_needs_its_csrf_token(alice: Any, workspace: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    headers = {"HTTP_UPLOAD_LENGTH": "5", "HTTP_UPLOAD_METADATA": told(filename="a.csv")} | TUS
    assert strict.post("/uploads/", **headers).status_code == 403
    assert not Upload.objects.exists()


def test_the_limit_is_a_setting(alice_api: Any, settings: Any) -> None:
    settings.PILOTBA = replace(settings.PILOTBA, max_upload_bytes=100)
    answer = alice_api.post("/uploads/", HTTP_UPLOAD_LENGTH="101", HTTP_UPLOAD_METADATA=told(filename="a.csv"), **TUS)
    assert (answer.status_code, answer.json()["error"]["details"]["limit"]) == (413, 100)
