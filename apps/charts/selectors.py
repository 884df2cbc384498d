"""Reads: the only way from an id to a chart, and the lists that pages show."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from apps.accounts.models import User, Workspace
from apps.accounts.selectors import Need, access_object, visible
from apps.datasets.models import Dataset
from apps.datasets.services.dependents import Dependent
from apps.datasets.services.telling import told_of_dataset

from .models import Chart


def access_chart(user: User, chart_id: str, need: Need = "view") -> Chart:
    """Return the chart; NotFound for strangers, Forbidden when seeing is all they may."""
    return access_object(Chart, user, chart_id, need)


def visible_charts(user: User, workspace: Workspace, need: Need = "view") -> QuerySet[Chart]:
    """Charts of `workspace` on which `user` has `need`, newest change first."""
    return visible(Chart, user, need).filter(workspace=workspace).select_related("owner", "dataset").order_by("-updated_at", "id")


def may_explore(user: User, chart: Chart) -> bool:
    """Whether the person sees the chart's dataset too; without that the chart as it is saved is all they see of it."""
    return visible(Dataset, user).filter(pk=chart.dataset_id).exists()


def told_of_chart(person: User, chart: Chart) -> Iterator[str]:
    """What of the data a person sees in a chart, in sentences."""
    if not may_explore(person, chart):
        yield f"{person} does not see the dataset {chart.dataset.name} itself; the chart as it is saved is all they see of it."
    yield from told_of_dataset(person, chart.dataset)


def built_on(dataset: Dataset) -> list[Dependent]:
    """The charts that draw `dataset`, as what stands in the way of deleting it."""
    return [Dependent("chart", chart.name, f"/charts/{chart.pk}/") for chart in Chart.objects.filter(dataset=dataset)]
