"""What the pages of one dataset share: rights, the job under way, tabs."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.middleware import SignedRequest
from apps.accounts.models import Role, User, Workspace
from apps.accounts.selectors import is_favourite, role_in, visible
from apps.core.errors import StaleVersion
from apps.core.htmx import wants_part
from apps.core.models import Job
from apps.core.models.jobs import JobState
from apps.core.numbers import is_whole

from ..models import Dataset
from ..selectors import access_dataset


def signed(request: HttpRequest) -> tuple[User, Workspace]:
    """The person and the current workspace; nobody without a name comes this far."""
    known = cast("SignedRequest", request)
    return known.user, known.workspace


def person(request: HttpRequest) -> User:
    """The person, where the object says the workspace."""
    return cast("SignedRequest", request).user


def go(request: HttpRequest, path: str) -> HttpResponse:
    """Lead the browser to another page, also from an htmx request."""
    if not wants_part(request):
        return redirect(path)
    return HttpResponse(status=204, headers={"HX-Redirect": path})


def moved(request: HttpRequest, dataset: Dataset, tail: str = "") -> HttpResponse | None:
    """A permanent redirect when the slug in the address is stale: the id decides."""
    wanted = f"{dataset.path}{tail}"
    if request.path == wanted:
        return None
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{wanted}?{query}" if query else wanted, permanent=True)


def frame(user: User, dataset: Dataset, tab: str) -> dict[str, Any]:
    """The context of every tab of a dataset's page."""
    job = import_job(dataset)
    return {
        "section": "datasets",
        "dataset": dataset,
        "version": dataset.current_version,
        "may": {need: visible(Dataset, user, need).filter(pk=dataset.pk).exists() for need in ("edit", "manage")},
        "starred": is_favourite(user, dataset),
        "may_create": role_in(user, dataset.workspace) != Role.VIEWER,
        "tab": tab,
        "job": job,
        "importing": job is not None and not job.is_final,
        "failed": failure_of(job),
    }


def import_job(dataset: Dataset) -> Job | None:
    """The dataset's latest import."""
    return Job.objects.filter(pk=dataset.job_id).first() if dataset.job_id else None


def failure_of(job: Job | None) -> dict[str, Any] | None:
    """Why the latest import gave no version: {title, message, details}; None when it did, or still runs."""
    if job is None or job.state not in (JobState.FAILED, JobState.CANCELLED):
        return None
    if job.state == JobState.CANCELLED:
        return {"title": "The import was cancelled", "message": "Nothing of the file was kept as rows.", "details": {}}
    error = job.error or {}
    return {"title": "The file could not be imported", "message": error.get("message", ""), "details": error.get("details", {})}


def posted_version(request: HttpRequest, dataset: Dataset) -> int:
    """The version that the form was made from; StaleVersion when the form does not say."""
    text = request.POST.get("version", "")
    if not is_whole(text):
        raise StaleVersion(f"The form is older than {dataset.name}. Reload the page and make your change again.")
    return int(text)


def editable(request: HttpRequest, dataset_id: str) -> tuple[User, Dataset]:
    """The person and a dataset they may change."""
    user = person(request)
    return user, access_dataset(user, dataset_id, "edit")
