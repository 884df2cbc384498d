"""The import job: read the file in the sandbox, profile what came out, publish it as one version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.core import storage
from apps.core.errors import AppError, Conflict, NotFound
from apps.core.jobs import JobCancelled, JobRun, LeaseLost
from apps.core.live import publish
from apps.engine import ingest as engine_ingest
from apps.engine import profile as engine_profile
from apps.engine.errors import EngineError, QueryCancelled
from apps.engine.ingest import IngestResult
from apps.engine.readers import ReadOptions

from ..errors import UploadGone
from ..models import Dataset, DatasetState, DatasetVersion, Upload
from ..selectors.hot import ensure_hot
from .publishing import Draft, publish_version, store_files, with_ids
from .receiving import upload_path

# The share of the progress bar each part takes, as measured on 1M rows.
_READ, _PROFILE = 0.75, 0.2
# The engine says in words what it does; each phrase belongs to one step of the job.
_STEPS = {"Looking": "detect", "Reading": "read", "Checking": "read", "Building": "write", "Writing": "write"}


@dataclass(frozen=True, slots=True)
class _Work:
    """What one import works on."""

    run: JobRun
    dataset: Dataset
    upload: Upload


def run_import(run: JobRun, *, dataset: str, upload: str) -> dict[str, Any]:
    """Carry out one import and return {dataset, version, number, row_count}.

    Safe to run again after any crash: a version that this job has already published is returned as it is.
    """
    done = DatasetVersion.objects.filter(job_id=run.job.pk).first()
    if done is not None:
        return _summary(done)
    work = _load(run, dataset, upload)
    try:
        result = _import(work)
    except LeaseLost:
        raise
    except Exception as error:
        _fail(work, error)
        raise
    upload_path(work.upload).unlink(missing_ok=True)
    return result


def _fail(work: _Work, error: Exception) -> None:
    """The dataset says that its import failed, whatever the reason; the job keeps the reason."""
    if isinstance(error, JobCancelled | QueryCancelled):
        reason = "The import was cancelled."
    else:
        reason = error.message if isinstance(error, EngineError | AppError) else "Something went wrong in here."
    mark_failed(work.run, work.dataset, reason)
    if isinstance(error, QueryCancelled):
        work.run.check()


def _import(work: _Work) -> dict[str, Any]:
    result: dict[str, Any] = {}
    with storage.scratch_dir() as folder:
        made = _read(work, folder)
        profile, warnings = make_profile(work.run, made.hot, _READ, _PROFILE)
        work.run.step("publish")
        work.run.progress(_READ + _PROFILE, "Publishing the version")
        draft = Draft.of(work.dataset, work.upload, made, profile, warnings)
        store_files(draft, made)
        with work.run.commit(result=result, final=True):
            result |= _summary(publish_version(draft, job_id=work.run.job.pk))
    return result


def _load(run: JobRun, dataset_id: str, upload_id: str) -> _Work:
    dataset = Dataset.objects.filter(pk=dataset_id).first()
    if dataset is None:
        raise NotFound("The dataset was deleted before its import began.")
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload_path(upload).exists():
        mark_failed(run, dataset, "The uploaded file is no longer kept.")
        raise UploadGone("The uploaded file is no longer kept. Upload it again.")
    Dataset.objects.filter(pk=dataset.pk, current_version=None).update(state=DatasetState.LOADING)
    return _Work(run, dataset, upload)


def _read(work: _Work, folder: Path) -> IngestResult:
    run, seen = work.run, list[str]()

    def enter(step: str) -> None:
        if step not in seen:
            seen.append(step)
            run.step(step)

    def report(fraction: float, message: str = "") -> None:
        if step := _STEPS.get(message.split(" ")[0]):
            enter(step)
        run.progress(fraction * _READ, message)

    enter("detect")
    options = ReadOptions.model_validate(work.upload.options)
    path, name = upload_path(work.upload), work.upload.filename
    made = engine_ingest.ingest(path, name, options, folder, progress=report, cancelled=run.cancelled)
    for step in ("read", "write"):  # of a small file the engine tells only the last phase
        enter(step)
    return made


def make_profile(run: JobRun, hot: Path, start: float, share: float) -> tuple[dict[str, Any] | None, list[str]]:
    """Profile a hot file. A profile that cannot be made costs the version nothing but a warning, which is returned."""
    run.step("profile")

    def report(fraction: float, message: str = "") -> None:
        run.progress(start + fraction * share, "Profiling columns")

    try:
        return engine_profile.profile(hot, progress=report, cancelled=run.cancelled), []
    except QueryCancelled:
        raise
    except EngineError as error:
        run.check()
        return None, [f"The profile could not be made: {error.message}"]


def mark_failed(run: JobRun, dataset: Dataset, reason: str) -> None:
    """Record that an import failed. A dataset that already has a version keeps it and stays ready."""
    with run.commit():
        Dataset.objects.filter(pk=dataset.pk, current_version=None).update(state=DatasetState.FAILED)
        publish(f"dataset:{dataset.pk}", "dataset.failed", {"dataset": dataset.pk, "job": run.job.pk, "message": reason})


def save_profile(run: JobRun, *, version: str) -> dict[str, Any]:
    """Make the profile of a version anew and store it with the version."""
    found = DatasetVersion.objects.select_related("dataset").filter(pk=version).first()
    if found is None:
        raise NotFound("The version was deleted before its profile was made.")
    profile, warnings = make_profile(run, ensure_hot(found), 0.0, 0.95)
    if profile is None:
        raise Conflict(warnings[0])
    result = {"version": found.pk, "quality_score": profile.get("quality_score")}
    with run.commit(result=result, final=True):
        DatasetVersion.objects.filter(pk=found.pk).update(profile=with_ids(profile, found.columns), quality=result["quality_score"])
        publish(f"dataset:{found.dataset_id}", "dataset.profiled", {"dataset": found.dataset_id, "version": found.pk})
    return result


def _summary(version: DatasetVersion) -> dict[str, Any]:
    return {"dataset": version.dataset_id, "version": version.pk, "number": version.number, "row_count": version.row_count}
