"""The import as a job: killed, repeated, cancelled, overtaken; what is left of it and what the sweep removes."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.core import storage
from apps.core.jobs import cancel, retry
from apps.core.jobs.execute import run_job
from apps.core.models import Event, Job
from apps.core.models.jobs import JobState
from apps.datasets.models import Dataset, DatasetVersion, LooseFile, Upload
from apps.datasets.selectors.hot import hot_path
from apps.datasets.services import importing, publishing
from apps.datasets.services.editing import delete_dataset
from apps.datasets.services.receiving import upload_path, uploads_dir
from apps.datasets.services.sweep import sweep
from apps.datasets.services.upload import create_from_file
from apps.engine.errors import EngineCrashed, QueryCancelled

pytestmark = pytest.mark.django_db
NOW = timedelta(seconds=-1)


class Killed(BaseException):
    """The process is gone: no handler of the product runs."""


@pytest.fixture
def queued(alice: Any, workspace: Any, sales_csv: Any, waiting: None) -> tuple[Dataset, Job]:
    """An upload whose job waits."""
    return create_from_file(user=alice, workspace=workspace, path=sales_csv, filename="sales.csv")


def lose(job: Job) -> None:
    """What the reconciler does with the job of a dead process."""
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)


def ready(dataset: Dataset) -> int:
    return Event.objects.filter(channel=f"dataset:{dataset.pk}", type="dataset.ready").count()


def test_it_works(queued: Any) -> None:
    dataset, job = queued
    assert (dataset.state, job.state, dataset.current_version) == ("loading", "queued", None)
    run_job(job.pk)
    dataset.refresh_from_db()
    job.refresh_from_db()
    assert (dataset.state, job.state, ready(dataset)) == ("ready", "completed", 1)
    assert job.result == {"dataset": dataset.pk, "version": dataset.current_version_id, "number": 1, "row_count": 8}


@pytest.mark.parametrize("place", ["read", "profile", "files", "publish"])
def test_a_kill_anywhere_is_made_good_by_running_again(queued: Any, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    dataset, job = queued
    target = {"read": "_read", "profile": "make_profile", "files": "store_files", "publish": "publish_version"}[place]
    real = getattr(importing, target)

    def dies(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(importing, target, dies)
        with pytest.raises(Killed):
            run_job(job.pk)
    dataset.refresh_from_db()
    assert (dataset.state, dataset.current_version, DatasetVersion.objects.count(), ready(dataset)) == ("loading", None, 0, 0)
    lose(job)
    run_job(job.pk)
    dataset.refresh_from_db()
    assert (dataset.state, DatasetVersion.objects.count(), ready(dataset)) == ("ready", 1, 1)
    left = LooseFile.objects.count()
    assert left == (1 if place in ("files", "publish") else 0)
    assert sweep(NOW)["files"] == left
    assert storage.exists(dataset.current_version.parquet_key)


def test_a_repeated_message_changes_nothing(queued: Any) -> None:
    dataset, job = queued
    run_job(job.pk)
    run_job(job.pk)
    lose(job)
    run_job(job.pk)
    job.refresh_from_db()
    assert (DatasetVersion.objects.count(), ready(dataset), job.state) == (1, 1, "completed")


def test_a_worker_that_lost_its_lease_publishes_nothing(queued: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, job = queued
    real = publishing.store_files

    def overtaken(*args: Any) -> None:
        real(*args)
        Job.objects.filter(pk=job.pk).update(fence=99)

    monkeypatch.setattr(importing, "store_files", overtaken)
    run_job(job.pk)
    dataset.refresh_from_db()
    assert (dataset.current_version, DatasetVersion.objects.count(), ready(dataset)) == (None, 0, 0)


def test_a_cancelled_import_says_so(queued: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, job = queued

    def cancelled(*args: Any, **kwargs: Any) -> None:
        cancel(job)
        raise QueryCancelled("The work was cancelled.")

    monkeypatch.setattr(importing.engine_ingest, "ingest", cancelled)
    monkeypatch.setattr("apps.core.jobs.run.time.monotonic", iter(range(0, 100_000, 5)).__next__)
    run_job(job.pk)
    job.refresh_from_db()
    dataset.refresh_from_db()
    assert (job.state, dataset.state) == ("cancelled", "failed")
    assert Event.objects.get(channel=f"dataset:{dataset.pk}").data["message"] == "The import was cancelled."


def test_a_crash_of_the_engine_fails_the_job_and_a_retry_mends_it(queued: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, job = queued

    def crash(*args: Any, **kwargs: Any) -> None:
        raise EngineCrashed("The file brought its reader down.")

    with monkeypatch.context() as patched:
        patched.setattr(importing.engine_ingest, "ingest", crash)
        run_job(job.pk)
    job.refresh_from_db()
    dataset.refresh_from_db()
    assert (job.state, job.error["code"], dataset.state) == ("failed", "engine_crashed", "failed")
    retry(job)
    run_job(job.pk)
    dataset.refresh_from_db()
    assert (dataset.state, dataset.current_version.row_count) == ("ready", 8)


def test_a_surprise_is_logged_with_its_trace_and_the_job_says_failed(queued: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    dataset, job = queued
    monkeypatch.setattr(importing, "store_files", lambda *args: 1 / 0)
    run_job(job.pk)
    job.refresh_from_db()
    dataset.refresh_from_db()
    assert (job.state, job.error["code"], dataset.state) == ("failed", "internal", "failed")
    assert "division" not in str(job.error)
    assert "ZeroDivisionError" in caplog.text


def test_a_profile_that_fails_costs_only_a_warning(queued: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, job = queued

    def crash(*args: Any, **kwargs: Any) -> None:
        raise EngineCrashed("Out of memory.")

    monkeypatch.setattr(importing.engine_profile, "profile", crash)
    run_job(job.pk)
    dataset.refresh_from_db()
    version = DatasetVersion.objects.get()
    assert (dataset.state, version.profile, version.quality) == ("ready", None, None)
    assert version.warnings == ["The profile could not be made: Out of memory."]


def test_a_dataset_deleted_meanwhile_stays_deleted(queued: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, job = queued
    real = publishing.store_files

    def deleted(*args: Any) -> None:
        real(*args)
        Dataset.objects.filter(pk=dataset.pk).delete()

    monkeypatch.setattr(importing, "store_files", deleted)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error["code"], Dataset.objects.count()) == ("failed", "not_found", 0)
    assert sweep(NOW)["files"] == 1


def test_deleting_a_loading_dataset_cancels_its_import(queued: Any, alice: Any) -> None:
    dataset, job = queued
    delete_dataset(user=alice, dataset=dataset)
    job.refresh_from_db()
    assert (job.state, Upload.objects.count()) == ("cancelled", 0)


def test_bytes_that_are_gone_fail_with_what_to_do(queued: Any) -> None:
    dataset, job = queued
    upload_path(Upload.objects.get()).unlink()
    run_job(job.pk)
    job.refresh_from_db()
    dataset.refresh_from_db()
    assert (job.error["code"], dataset.state) == ("upload_gone", "failed")
    Dataset.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.error["code"] == "not_found"


def test_the_sweep_keeps_what_is_used_and_removes_the_rest(dataset: Any, alice: Any) -> None:
    hot, stray = hot_path(dataset.current_version_id), hot_path("gone2345678901")
    stray.write_bytes(b"x")
    (stray.parent / "rebuild-old").mkdir(exist_ok=True)
    piece = uploads_dir() / "whole-old"
    piece.mkdir(exist_ok=True)
    LooseFile.objects.create(key=dataset.current_version.parquet_key)
    Upload.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    young = sweep()
    assert (young["hot"], young["pieces"], young["uploads"]) == (0, 0, 1)
    for path in (stray, piece, hot, stray.parent / "rebuild-old"):
        os.utime(path, (time.time() - 7200,) * 2)
    old = sweep()
    assert not stray.exists()
    assert not piece.exists()
    assert hot.exists()
    assert old["hot"] >= 2
    sweep(NOW)
    assert storage.exists(dataset.current_version.parquet_key)
    assert not LooseFile.objects.exists()


def test_the_sweep_keeps_the_bytes_of_a_waiting_import(queued: Any) -> None:
    Upload.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert sweep()["uploads"] == 0
    run_job(queued[1].pk)
    assert sweep()["uploads"] == 1


def test_the_sweep_tells_datasets_whose_import_died(queued: Any) -> None:
    dataset, job = queued
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error={"code": "worker_lost", "message": "It stopped.", "details": {}})
    assert sweep()["imports"] == 1
    dataset.refresh_from_db()
    assert dataset.state == "failed"


def test_the_sweep_is_a_job(alice: Any, workspace: Any) -> None:
    from apps.core.jobs import enqueue

    job = enqueue("datasets.sweep", workspace_id="", owner=None)
    job.refresh_from_db()
    assert (job.state, set(job.result)) == ("completed", {"uploads", "pieces", "files", "hot", "imports"})


def test_a_profile_of_a_deleted_version_fails_clearly(dataset: Any, alice: Any) -> None:
    from apps.core.jobs import enqueue

    job = enqueue("datasets.profile", workspace_id=dataset.workspace_id, owner=alice, version="nope")
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "not_found")


def test_only_who_may_look_hears_a_dataset(alice: Any, bob: Any, charlie: Any, dataset: Any) -> None:
    from apps.core.live import may_listen

    assert [may_listen(user, f"dataset:{dataset.pk}") for user in (alice, bob, charlie)] == [True, True, False]
