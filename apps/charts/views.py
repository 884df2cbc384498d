"""Pages of charts: the list, the builder, one chart."""

from __future__ import annotations

from typing import Any, cast, get_args

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.middleware import SignedRequest
from apps.accounts.models import User, Visibility
from apps.accounts.selectors import is_favourite, visible
from apps.core.api import etag
from apps.core.errors import Conflict
from apps.core.htmx import page_or_part
from apps.core.paging import paginate
from apps.datasets.models import Dataset
from apps.datasets.selectors import access_dataset, columns_for, visible_datasets
from apps.engine.spec import QuerySpec, describe

from .examples import EXAMPLES, NEEDED
from .kinds import ChartKind, kinds
from .kinds.base import Group
from .models import Chart
from .selectors import access_chart, may_explore, visible_charts
from .services.questions import labels_of
from .services.saving import delete_chart

_PER_PAGE, _CHOICES = 40, 500


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The charts of the workspace that one may see; `q` searches names."""
    signed = cast("SignedRequest", request)
    search = request.GET.get("q", "").strip()[:200]
    found = visible_charts(signed.user, signed.workspace)
    if search:
        found = found.filter(name__icontains=search)
    page = paginate(found, request.GET.get("cursor") or None, _PER_PAGE, "-updated_at")
    drawn = kinds()
    shown = [(chart, drawn.get(chart.kind)) for chart in page.items]
    context = {"section": "charts", "page": page, "charts": shown, "search": search, "may_create": signed.role != "viewer"}
    return page_or_part(request, "charts/list.html", "charts/_list.html", context)


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """The builder for a new chart about `?dataset=`; without it, a choice of datasets."""
    signed = cast("SignedRequest", request)
    choices = visible_datasets(signed.user, signed.workspace).exclude(current_version=None)[:_CHOICES]
    chosen = request.GET.get("dataset", "")
    if not chosen:
        return render(request, "charts/choose.html", {"section": "charts", "datasets": choices})
    dataset = access_dataset(signed.user, chosen)
    context = _builder(signed.user, dataset, None, request.GET.get("kind", "")) | {"datasets": choices, "may_save": signed.role != "viewer"}
    return render(request, "charts/builder.html", context)


@require_safe
def page(request: HttpRequest, chart_id: str) -> HttpResponse:
    """One chart: its picture for all who see it, with the builder beside it for those who may change it."""
    user = cast("SignedRequest", request).user
    chart = access_chart(user, chart_id)
    may = {need: visible(Chart, user, need).filter(pk=chart.pk).exists() for need in ("edit", "manage")}
    context = _builder(user, chart.dataset, chart) | {"may": may, "may_save": may["edit"], "starred": is_favourite(user, chart)}
    return render(request, "charts/builder.html", context)


@require_POST
def delete(request: HttpRequest, chart_id: str) -> HttpResponse:
    """Delete the chart and go to the list; a chart on a dashboard stays, and the page says so."""
    user = cast("SignedRequest", request).user
    chart = access_chart(user, chart_id, "manage")
    try:
        delete_chart(user=user, chart_id=chart_id, expected=chart.version)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("charts:page", chart_id)
    messages.success(request, f"{chart.name} was deleted.")
    return redirect("charts:list")


def _builder(user: User, dataset: Dataset, chart: Chart | None, kind: str = "") -> dict[str, Any]:
    """What the builder's template and script need; a new chart of a `kind` begins with its example where the dataset can answer that."""
    explorable = chart is None or may_explore(user, chart)
    columns = columns_for(user, dataset) if explorable else ()
    data = {
        "dataset": dataset.pk,
        "columns": [{"name": c.name, "label": c.label or c.name.replace("_", " "), "type": c.type.value} for c in columns],
        "kinds": {kind.name: kind.declared() for kind in kinds().values()},
        "render": reverse("charts_api:render"),
        "fit": reverse("charts_api:fit"),
        "collection": reverse("charts_api:collection"),
        "chart": _stored(chart, editable=visible(Chart, user, "edit").filter(pk=chart.pk).exists()) if chart else None,
        "start": _start(kind, {c.name for c in columns}),
    }
    about = describe(QuerySpec.parse(chart.spec), labels_of(dataset)) if chart else ""
    found = {"section": "charts", "dataset": dataset, "chart": chart, "kind_groups": _kind_groups(), "data": data, "about": about}
    return found | {"visibilities": Visibility.choices, "explorable": explorable}


def _kind_groups() -> list[tuple[str, list[ChartKind]]]:
    """The kinds by group, groups in their usual order."""
    return [(group, [kind for kind in kinds().values() if kind.group == group]) for group in get_args(Group)]


def _start(kind: str, columns: set[str]) -> dict[str, Any] | None:
    example = EXAMPLES.get(kind)
    fits = example is not None and columns >= NEEDED
    return {"kind": kind, "spec": example.spec, "options": example.options} if example and fits else None


def _stored(chart: Chart, *, editable: bool) -> dict[str, Any]:
    path = reverse("charts_api:item", args=[chart.pk])
    facts = {
        "id": chart.pk,
        "name": chart.name,
        "kind": chart.kind,
        "spec": chart.spec,
        "options": chart.options,
        "annotations": chart.annotations if editable else [],
    }
    return facts | {"etag": etag(chart), "path": path, "data": f"{path}/data", "visibility": chart.visibility}
