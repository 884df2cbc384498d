"""Pages of pictures: the gallery of all kinds, its static pictures, and a chart without scripts."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.middleware import SignedRequest
from apps.core.errors import NotFound
from apps.core.locales import written_for
from apps.queries.responses import waiting

from .downloads import picture_answer
from .examples import EXAMPLES
from .pictures import Look
from .plain import plain_context
from .selectors import access_chart
from .services.export import Shown
from .services.gallery import cards, sample_dataset
from .services.render import render as drawn


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every kind with a live picture of its example; without scripts with static ones of the `group` that is asked for."""
    signed = cast("SignedRequest", request)
    dataset = sample_dataset(signed.user, signed.workspace)
    examples = {name: {"kind": name, "spec": one.spec, "options": one.options} for name, one in EXAMPLES.items()}
    data = {"path": reverse("charts_api:render"), "dataset": dataset.pk if dataset else "", "examples": examples}
    groups = cards()
    shown = request.GET.get("group") if request.GET.get("group") in groups else next(iter(groups))
    context = {"section": "charts", "dataset": dataset, "groups": groups, "data": data, "shown": shown}
    return render(request, "charts/gallery.html", context)


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The static picture of a kind's example (`?kind=`), with `format`, `width` and the rest as for charts."""
    signed = cast("SignedRequest", request)
    example = EXAMPLES.get(request.GET.get("kind", ""))
    dataset = sample_dataset(signed.user, signed.workspace)
    if example is None or dataset is None:
        raise NotFound("There is no such example, or the sample has not been loaded.")
    shown = Shown(
        user=signed.user, dataset=dataset, kind=example.kind, spec=example.spec, options=example.options, title=example.title,
        wait=waiting(request),
    )  # fmt: skip
    return picture_answer(shown, Look.read(request.GET), save=False)


@require_safe
def plain(request: HttpRequest, chart_id: str) -> HttpResponse:
    """A chart's picture with its summary, and its rows as a table, for browsers without scripts."""
    user = cast("SignedRequest", request).user
    chart = access_chart(user, chart_id)
    payload = drawn(
        user=user,
        dataset=chart.dataset,
        spec=chart.spec,
        kind=chart.kind,
        options=chart.options,
        annotations=chart.annotations,
        wait=waiting(request),
    )
    source = f"{reverse('charts_api:picture', args=[chart.pk])}?width=960&height=480&title=0"
    back = reverse("charts:page", args=[chart.pk])
    files = {f"All rows ({name.upper()})": reverse(f"charts_api:{name}", args=[chart.pk]) for name in ("csv", "xlsx")}
    with written_for(user.locale, user.dates):
        return render(request, "charts/plain.html", plain_context(payload | {"title": chart.name}, source, back, files))
