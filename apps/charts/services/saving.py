"""Create, change and delete charts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from apps.accounts.models import Grant, User, Visibility
from apps.accounts.selectors import Need, access_workspace
from apps.core import audit
from apps.core.errors import InvalidInput, StaleVersion
from apps.datasets.models import Dataset
from apps.datasets.selectors import access_dataset

from ..errors import ChartInUse
from ..models import Chart
from ..selectors import access_chart
from .annotating import read_annotations
from .questions import read_chart

_FREE = frozenset({"name", "description", "visibility", "kind", "spec", "options", "annotations"})


def create_chart(
    *,
    user: User,
    dataset: Dataset,
    name: str,
    kind: str,
    spec: Any,
    options: Any = None,
    description: str = "",
    visibility: str = Visibility.PRIVATE,
    annotations: Any = (),
) -> Chart:
    """Save a new chart about a dataset that the caller has accessed. Raises Forbidden for people who only look."""
    access_workspace(user, dataset.workspace_id, "edit")
    chart = Chart(workspace=dataset.workspace, owner=user, dataset=dataset)
    given = {"name": name, "description": description, "visibility": visibility, "kind": kind, "spec": spec, "options": options}
    _fill(chart, given | {"annotations": list(annotations)})
    with transaction.atomic():
        chart.save(force_insert=True)
        _record("chart.create", user, chart)
    return chart


def update_chart(*, user: User, chart_id: str, fields: dict[str, Any], expected: int) -> Chart:
    """Change some fields in one step; `expected` is the version the person started from. Raises StaleVersion (412).

    Another question needs the right to see the dataset, which the chart's owner may have lost: NotFound without it.
    """
    unknown = sorted(set(fields) - _FREE)
    if unknown:
        raise InvalidInput(f"{', '.join(unknown)[:200]} cannot be changed on a chart.", fields=unknown)
    need: Need = "manage" if "visibility" in fields else "edit"
    with transaction.atomic():
        chart = Chart.objects.select_for_update().get(pk=access_chart(user, chart_id, need).pk)
        if chart.version != expected:
            raise StaleVersion("Somebody saved this chart meanwhile. Open it anew, then make your change again.", version=chart.version)
        before = _facts(chart)
        _fill(chart, fields)
        if chart.spec != before["spec"]:  # another question tells more about the data than the chart did
            access_dataset(user, chart.dataset_id)
        chart.version += 1
        chart.save()
        _record("chart.update", user, chart, before)
    return chart


def delete_chart(*, user: User, chart_id: str, expected: int) -> None:
    """Delete a chart for ever. Raises ChartInUse while a dashboard shows it."""
    chart = access_chart(user, chart_id, "manage")
    if chart.version != expected:
        raise StaleVersion("Somebody saved this chart meanwhile. Look at it again before you delete it.", version=chart.version)
    key = chart.pk
    try:
        with transaction.atomic():
            _record("chart.delete", user, chart, _facts(chart))
            Grant.objects.filter(kind=Chart._meta.label_lower, object_id=key).delete()
            chart.delete()
    except ProtectedError:
        raise ChartInUse(f"{chart.name} is on a dashboard. Remove it there first.") from None


def _fill(chart: Chart, fields: dict[str, Any]) -> None:
    """Check and set; kind, spec and options are checked together, whichever of them change."""
    name = str(fields.get("name", chart.name)).strip()
    if not 1 <= len(name) <= 200:
        raise InvalidInput("Give the chart a name of 1 to 200 characters.", fields={"name": ["Name the chart."]})
    visibility = fields.get("visibility", chart.visibility)
    if visibility not in Visibility.values:
        raise InvalidInput("Choose private or workspace.", fields={"visibility": ["Choose private or workspace."]})
    kind = str(fields.get("kind", chart.kind))
    options = fields.get("options", chart.options if kind == chart.kind else None)
    drawn, question, checked = read_chart(chart.dataset, kind=kind, spec=fields.get("spec", chart.spec), options=options)
    chart.name, chart.visibility, chart.description = name, visibility, str(fields.get("description", chart.description))
    chart.kind, chart.spec, chart.options = drawn.name, question.plain(), checked
    if "annotations" in fields:
        chart.annotations = read_annotations(fields["annotations"])


def _facts(chart: Chart) -> dict[str, Any]:
    return {"name": chart.name, "kind": chart.kind, "spec": chart.spec, "visibility": chart.visibility, "annotations": chart.annotations}


def _record(action: str, user: User, chart: Chart, before: dict[str, Any] | None = None) -> None:
    after = None if action == "chart.delete" else _facts(chart)
    audit.record(action, user=user, workspace_id=chart.workspace_id, kind="chart", object_id=chart.pk, before=before, after=after)
