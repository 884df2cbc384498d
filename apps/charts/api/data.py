"""What charts show: of a question that is being built, and of a saved chart. JSON, or an Arrow stream by Accept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.core.api import asks_engine, reads
from apps.core.errors import Forbidden, InvalidInput
from apps.datasets.models import Dataset
from apps.datasets.selectors import access_dataset
from apps.queries.responses import ARROW, as_arrow, waiting

from ..fields import fields_of
from ..kinds import get
from ..selectors import access_chart, may_explore
from ..services.annotating import read_annotations
from ..services.fitting import fits
from ..services.knowing import known_to
from ..services.questions import asked
from ..services.render import open_stream, render
from ..suggest import suggest
from .common import AnyAccept, body, filters_in, person


@asks_engine(pages=True)
@reads
@api_view(["POST"])
def draw(request: Request) -> HttpResponseBase:
    """Draw a question about a dataset you may see. Without `kind` the best one is chosen; `suggested` says which and why."""
    data = body(request, "dataset_id", "spec", "kind", "options", "filters", "annotations", "after")
    dataset = access_dataset(person(request), str(data.get("dataset_id", "")))
    best = _suggested(person(request), dataset, data.get("spec"))
    kind = str(data.get("kind") or best["kind"])
    if not isinstance(data.get("options") or {}, dict):
        raise InvalidInput("Options are an object: the name of each option, and its value.", field="options")
    return _answer(request, dataset, data | {"kind": kind}, {"suggested": best})


@asks_engine()
@reads
@api_view(["POST"])
def chart_data(request: Request, chart_id: str) -> HttpResponseBase:
    """The saved chart's picture and numbers; who may see its dataset may narrow them by `filters` (a list of QuerySpec filters).

    For others the chart is all there is to see: a condition on a column it does not show would tell what stands there.
    """
    data, user = body(request, "filters", "after"), person(request)
    chart = access_chart(user, chart_id)
    stored = {"spec": chart.spec, "kind": chart.kind, "options": chart.options, "annotations": chart.annotations}
    if may_explore(user, chart):
        return _answer(request, chart.dataset, stored | data, {"title": chart.name})
    if filters_in(data):
        raise Forbidden(f"{chart.name} can be filtered by those who see its dataset. Ask {chart.owner} to share the dataset.")
    return _answer(request, chart.dataset, stored | {"after": data.get("after")}, {"title": chart.name, "sql": ""})


@api_view(["POST"])
def fit(request: Request) -> Response:
    """Which kinds can draw a question about a dataset you may see; for each other one what is missing, and the nearest question it can."""
    data = body(request, "dataset_id", "spec")
    dataset = access_dataset(person(request), str(data.get("dataset_id", "")))
    user = person(request)
    return Response(fits(asked(dataset, data.get("spec")), fields_of(user, dataset, known_to(user, dataset))))


def _answer(request: Request, dataset: Dataset, data: dict[str, Any], more: dict[str, Any]) -> HttpResponseBase:
    user, filters = person(request), filters_in(data)
    if ARROW in request.headers.get("Accept", ""):
        answer, schema = open_stream(
            user=user, dataset=dataset, spec=data["spec"], kind=data["kind"], filters=filters, wait=waiting(request)
        )
        return as_arrow(request, answer, schema=schema)
    payload = render(
        user=user,
        dataset=dataset,
        spec=data["spec"],
        kind=data["kind"],
        options=data.get("options"),
        filters=filters,
        annotations=read_annotations(data.get("annotations") or []),
        after=str(data.get("after") or "") or None,
        wait=waiting(request),
    )
    return Response(payload | more)


def _suggested(user: User, dataset: Dataset, spec: Any) -> dict[str, str]:
    rule = suggest(asked(dataset, spec), fields_of(user, dataset, known_to(user, dataset)))
    return {"kind": rule.kind, "because": rule.because, "label": get(rule.kind).label}


for _view in (draw, chart_data):
    _view.cls.content_negotiation_class = AnyAccept
