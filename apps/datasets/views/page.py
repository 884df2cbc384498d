"""A dataset's page: overview, profile, and the import under way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.errors import AppError, NotFound
from apps.core.htmx import toast
from apps.core.jobs import cancel as cancel_job
from apps.core.models import Job
from apps.core.models.jobs import FINAL
from apps.engine.errors import EngineError

from ..models import Dataset
from ..selectors import access_dataset, current_version, plain_columns_for, profile_for
from ..selectors.rows import preview_rows
from ..services import upload as uploads
from .common import editable, frame, go, import_job, moved, person
from .drawing import cells, profile_view


@require_safe
def overview(request: HttpRequest, dataset_id: str, slug: str | None = None) -> HttpResponse:
    """The first rows and the columns; before the first version its progress, or why there is none."""
    user = person(request)
    dataset = access_dataset(user, dataset_id)
    if stale := moved(request, dataset):
        return stale
    context = frame(user, dataset, "page")
    if dataset.is_ready:
        context |= _rows(user, dataset) | {"columns": _columns(user, dataset)}
    return render(request, "datasets/page.html", context)


@require_safe
def profile(request: HttpRequest, dataset_id: str, slug: str | None = None) -> HttpResponse:
    """The stored profile, drawn."""
    user = person(request)
    dataset = access_dataset(user, dataset_id)
    if stale := moved(request, dataset, "profile/"):
        return stale
    context = frame(user, dataset, "profile") | {"profiling": _profiling(dataset)}
    if dataset.is_ready:
        version = current_version(dataset)
        try:
            context["profile"] = profile_view(profile_for(user, dataset, version=version), dataset.notes, plain_columns_for(user, dataset))
        except (AppError, EngineError) as error:
            context |= {"withheld": error.message, "can_make": isinstance(error, NotFound)}
    return render(request, "datasets/profile.html", context)


@require_safe
def progress(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The import under way, as a part; when it has ended the page is told to load anew."""
    user = person(request)
    dataset = access_dataset(user, dataset_id)
    context = frame(user, dataset, "page")
    if not context["importing"]:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "datasets/_progress.html", context)


@require_POST
def retry(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Run the failed import again."""
    user, dataset = editable(request, dataset_id)
    uploads.retry_import(user=user, dataset=dataset)
    return go(request, dataset.path)


@require_POST
def cancel(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Cancel the import under way."""
    _, dataset = editable(request, dataset_id)
    job = import_job(dataset)
    if job is not None and not job.is_final:
        cancel_job(job)
    return go(request, dataset.path)


@require_POST
def profile_again(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Make the profile of the current version anew."""
    user, dataset = editable(request, dataset_id)
    uploads.profile_again(user=user, dataset=dataset)
    return toast(go(request, f"{dataset.path}profile/"), "Profiling started")


def _profiling(dataset: Dataset) -> Job | None:
    jobs = Job.objects.filter(kind="datasets.profile", subject=dataset.pk).exclude(state__in=FINAL)
    return jobs.order_by("-created_at").first()


def _rows(user: User, dataset: Dataset) -> dict[str, Any]:
    """The first rows, or the reason why they cannot be shown; the page stands either way."""
    try:
        made = cells(preview_rows(user, dataset), plain_columns_for(user, dataset))
        return {"preview": made, "numeric": made["numeric"]}
    except (EngineError, AppError) as error:
        return {"preview_error": error.message}


def _columns(user: User, dataset: Dataset) -> list[dict[str, Any]]:
    return [column | dataset.notes.get(column["id"], {}) for column in plain_columns_for(user, dataset)]
