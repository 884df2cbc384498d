"""The list of datasets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.selectors import role_in
from apps.core.htmx import page_or_part
from apps.core.models import Job
from apps.core.paging import paginate

from ..models import Dataset
from ..selectors import visible_datasets
from .common import failure_of, signed


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Datasets the person may look at, last changed first, searchable; each with its state, also of an import under way."""
    user, workspace = signed(request)
    search = request.GET.get("q", "").strip()[:200]
    page = paginate(visible_datasets(user, workspace, search), request.GET.get("cursor") or None, 50, "-updated_at")
    context = {
        "section": "datasets",
        "page": page,
        "rows": _rows(page.items),
        "search": search,
        "may_create": role_in(user, workspace) != "viewer",
    }
    return page_or_part(request, "datasets/list.html", "datasets/_list.html", context)


def _rows(datasets: list[Dataset]) -> list[dict[str, Any]]:
    jobs = {job.pk: job for job in Job.objects.filter(pk__in=[d.job_id for d in datasets if d.job_id])}
    rows = []
    for dataset in datasets:
        job = jobs.get(dataset.job_id)
        running = job is not None and not job.is_final
        state = {"job": job if running else None, "failed": failure_of(job)}
        rows.append({"dataset": dataset, "version": dataset.current_version, **state})
    return rows
