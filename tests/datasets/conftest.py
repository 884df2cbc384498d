"""What the tests of datasets share: sending files, jobs that wait, a teammate who may create."""

from __future__ import annotations

import copy
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factories import join
from rest_framework.test import APIClient

from apps.accounts.models import Role
from apps.core.jobs import queue
from apps.core.models import Job
from apps.datasets.models import Dataset
from apps.engine import ingest as engine_ingest
from apps.engine import profile as engine_profile

Send = Callable[..., Any]
_ingested: dict[Any, Any] = {}
_profiled: dict[str, Any] = {}


@pytest.fixture
def send() -> Send:
    """Upload bytes or a file as one multipart request: `send(api, "a.csv", b"...", name=...)`."""

    def sending(api: APIClient, filename: str, content: bytes | Path, to: str = "upload", **fields: Any) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = content.read_bytes() if isinstance(content, Path) else content
        return api.post(f"/api/v1/datasets/{to}", {"file": SimpleUploadedFile(filename, data), **fields}, format="multipart")

    return sending


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs stay in the queue, as with a worker that is busy elsewhere."""
    monkeypatch.setattr(queue, "send", lambda job_id: True)
    monkeypatch.setattr("apps.core.jobs.actions.send", lambda job_id: True)


@pytest.fixture
def analyst(bob: Any, workspace: Any) -> Any:
    """Bob, who may create now."""
    join(bob, workspace, Role.ANALYST)
    return bob


@pytest.fixture
def outcome() -> Callable[[Any], tuple[Dataset, Job]]:
    """The dataset and the job that an accepted upload led to."""

    def read(answer: Any) -> tuple[Dataset, Job]:
        assert answer.status_code == 202, answer.content
        told = answer.json()
        return Dataset.objects.get(pk=told["dataset_id"]), Job.objects.get(pk=told["job_id"])

    return read


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Equal files with equal options are read and profiled by the real engine once a run; later tests get copies of its files."""
    ingest, profile = engine_ingest.ingest, engine_profile.profile

    def ingest_once(path: Path, filename: str, options: Any, out_dir: Path, **more: Any) -> Any:
        key = (hashlib.sha256(path.read_bytes()).hexdigest(), filename, str(options))
        if key not in _ingested:
            folder = tmp_path_factory.mktemp("ingested")
            _ingested[key] = ingest(path, filename, options, folder, **more)
        made = _ingested[key]
        files = {name: Path(shutil.copy(file, out_dir)) for name in ("parquet", "hot", "rejects") if (file := getattr(made, name))}
        return replace(made, **files)

    def profile_once(hot: Path, **more: Any) -> Any:
        key = hashlib.sha256(hot.read_bytes()).hexdigest()
        if key not in _profiled:
            _profiled[key] = profile(hot, **more)
        return copy.deepcopy(_profiled[key])

    monkeypatch.setattr(engine_ingest, "ingest", ingest_once)
    monkeypatch.setattr(engine_profile, "profile", profile_once)
