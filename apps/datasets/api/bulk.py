"""One action on many datasets."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api import Bulk, expected_in

from ..selectors import access_dataset
from ..services.editing import delete_dataset
from .common import person


@api_view(["POST"])
def bulk(request: Request) -> Response:
    """`delete` datasets that nothing is built on; each item with the version it is made on, or "*".

    Every item is done or refused by itself; its result has the status and the error that a single call would have had.
    """
    return _BULK.answer(request)


def _delete(request: Request, dataset_id: str, version: Any, given: dict[str, Any]) -> None:
    dataset = access_dataset(person(request), dataset_id, "manage")
    delete_dataset(user=person(request), dataset=dataset, expected=expected_in(version, dataset))


_BULK = Bulk({"delete": _delete}, {})
