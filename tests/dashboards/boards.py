"""Datasets, charts and dashboards for tests, made without files."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User, Visibility, Workspace
from apps.charts.models import Chart
from apps.core.ids import new_id
from apps.dashboards.models import Dashboard
from apps.dashboards.services.content import Content
from apps.dashboards.services.lifecycle import create_dashboard
from apps.datasets.models import Dataset, DatasetState, DatasetVersion

COLUMNS = {"day": "date", "region": "text", "product": "text", "units": "integer", "price": "float", "returned": "boolean"}
BY_REGION = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "units"}]}
TABLE = {"rows": ["day", "region", "units"]}


def make_dataset(owner: User, workspace: Workspace, name: str = "Shell") -> Dataset:
    """A private dataset whose one version has columns and a profile's newest day, but no file."""
    dataset = Dataset.objects.create(workspace=workspace, owner=owner, name=name, table_name=name.lower(), state=DatasetState.READY)
    columns = [{"id": new_id(), "name": n, "type": t, "native": ""} for n, t in COLUMNS.items()]
    profile = {"columns": [{"name": "day", "max": "2026-01-05"}]}
    dataset.current_version = DatasetVersion.objects.create(dataset=dataset, number=1, parquet_key="none", columns=columns, profile=profile)
    dataset.save()
    return dataset


def make_chart(owner: User, dataset: Dataset, name: str = "Units by region", visibility: str = Visibility.PRIVATE, **spec: Any) -> Chart:
    """A table chart."""
    return Chart.objects.create(
        workspace=dataset.workspace, owner=owner, name=name, dataset=dataset, kind="table", spec=spec or TABLE, visibility=visibility
    )


def filters_on(dataset: Dataset) -> list[dict[str, Any]]:
    """By region (a list) and by day (a period)."""
    base = {"dataset": dataset.pk, "default": [], "tiles": None}
    return [
        base | {"id": "region", "label": "Region", "column": "region", "type": "values"},
        base | {"id": "day", "label": "Day", "column": "day", "type": "period"},
    ]


def make_board(owner: User, chart: Chart, name: str = "Sales", visibility: str = Visibility.PRIVATE) -> Dashboard:
    """A chart tile on the left, a text on the right."""
    tiles = [
        {"kind": "chart", "chart": chart.pk, "w": 6, "h": 4},
        {"kind": "text", "title": "Read me", "text": "What this is.", "x": 6, "w": 6, "h": 4, "mobile_order": 1},
    ]
    content = Content.parse({"name": name, "tiles": tiles, "filters": filters_on(chart.dataset)})
    return create_dashboard(user=owner, workspace=chart.workspace, content=content, visibility=visibility)


def tag(dashboard: Dashboard) -> dict[str, str]:
    """The If-Match header of the stored version, for the test clients."""
    dashboard.refresh_from_db()
    return {"HTTP_IF_MATCH": f'"{dashboard.pk}.{dashboard.version}"'}


def api(dashboard: Dashboard, rest: str = "") -> str:
    """An address of the API."""
    return f"/api/v1/dashboards/{dashboard.pk}{rest}"
