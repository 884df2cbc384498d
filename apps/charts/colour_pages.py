"""The page on which people choose the colours of a dataset's values."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.middleware import SignedRequest
from apps.core.errors import InvalidInput
from apps.datasets.selectors import access_dataset

from .services.colour_lists import choose_for, colourable, coloured_values
from .services.colours import HUES


@require_safe
def page(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """The commonest values of `?column=` (the first one otherwise) with their colours, for who may change the dataset."""
    user = cast("SignedRequest", request).user
    dataset = access_dataset(user, dataset_id, "edit")
    columns = colourable(user, dataset)
    column = request.GET.get("column") or next((c["name"] for c in columns), "")
    values = coloured_values(user=user, dataset=dataset, column=column) if column else []
    shown = [_shown(one) for one in values]
    context = {"section": "datasets", "dataset": dataset, "columns": columns, "column": column, "values": shown, "hues": range(1, HUES + 1)}
    return render(request, "charts/colours.html", context)


@require_POST
def choose(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Give one value a hue, a colour of its own, or the colour of its place again."""
    user = cast("SignedRequest", request).user
    dataset = access_dataset(user, dataset_id, "edit")
    column, hue = request.POST.get("column", ""), request.POST.get("hue", "")
    try:
        value = json.loads(request.POST.get("value", "null"))
    except ValueError:
        raise InvalidInput("The value is not readable. Reload the page.", field="value") from None
    chosen = request.POST.get("own", "").lower() if hue == "own" else hue
    choose_for(user=user, dataset=dataset, column=column, value=value, chosen=chosen)
    return redirect(f"{reverse('charts:colours', args=[dataset.pk])}?{urlencode({'column': column})}")


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    text = "(empty)" if one["value"] is None else str(one["value"])
    return one | {"text": text, "json": json.dumps(one["value"], ensure_ascii=False), "hue": one["slot"] + 1}
