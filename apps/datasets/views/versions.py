"""The versions of a dataset: list, compare, restore."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.core.numbers import is_whole

from ..models import Dataset
from ..selectors import access_dataset, drift_without, hidden_for, plain_columns_for, version_of
from ..services.drift import compare, is_empty
from ..services.versions import restore_version
from .common import editable, frame, go, moved, person


@require_safe
def index(request: HttpRequest, dataset_id: str, slug: str | None = None) -> HttpResponse:
    """All versions; `?from=&to=` compares the columns of two of them."""
    user = person(request)
    dataset = access_dataset(user, dataset_id)
    if stale := moved(request, dataset, "versions/"):
        return stale
    versions = list(dataset.versions.select_related("created_by"))
    hidden = hidden_for(user, dataset)
    for version in versions:
        version.drift = drift_without(version.drift, hidden)
    context = frame(user, dataset, "versions") | {"versions": versions, "compared": _compared(request, user, dataset)}
    return render(request, "datasets/versions.html", context)


@require_POST
def restore(request: HttpRequest, dataset_id: str, number: str) -> HttpResponse:
    """Make an older version current again, as a new one."""
    user, dataset = editable(request, dataset_id)
    restore_version(user=user, dataset=dataset, number=int(number))
    return go(request, f"{dataset.path}versions/")


def _compared(request: HttpRequest, user: User, dataset: Dataset) -> dict[str, object] | None:
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(is_whole(text) for text in chosen):
        return None
    before, after = (version_of(dataset, int(text)) for text in chosen)
    changes = compare(plain_columns_for(user, dataset, before), plain_columns_for(user, dataset, after))
    return {"before": before, "after": after, "rows": after.row_count - before.row_count, "same": is_empty(changes), **changes}
