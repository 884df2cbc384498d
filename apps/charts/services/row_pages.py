"""Listed rows page by page: how long a list is does not matter, and no row is left out without a word.

A cursor names the place of the next row in the version of the data that was read first; once there is a newer version, places mean
other rows, and reading begins anew.
"""

from __future__ import annotations

import base64
import binascii

import orjson

from apps.core.errors import Conflict, InvalidInput
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec

PAGE = 2000


def page_of(dataset: Dataset, question: QuerySpec, after: str) -> QuerySpec:
    """The question for the rows from the cursor `after` on. Raises InvalidInput, and Conflict when the data changed meanwhile."""
    if question.rows is None or question.sample:
        raise InvalidInput("Only listed rows come in pages: ask for `rows`, and for no sample of them.", field="after")
    start = _start(dataset, after)
    if question.limit is not None and start >= question.limit:
        raise InvalidInput("There are no rows after this place.", field="after")
    left = PAGE if question.limit is None else min(PAGE, question.limit - start)
    return QuerySpec.parse(question.plain() | {"offset": start, "limit": left})


def next_page(dataset: Dataset, question: QuerySpec, shown: int, total: int | None, after: str | None) -> str | None:
    """The cursor of the page after the `shown` rows; None at the end, and for what has no pages."""
    if question.rows is None or question.sample or total is None or not shown:
        return None
    end = shown + (_start(dataset, after) if after else 0)
    most = total if question.limit is None else min(total, question.limit)
    return _written(dataset, end) if end < most else None


def _written(dataset: Dataset, start: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([start, dataset.current_version_id])).decode()


def _start(dataset: Dataset, after: str) -> int:
    try:
        start, version = orjson.loads(base64.urlsafe_b64decode(after.encode()))
    except (ValueError, TypeError, binascii.Error):
        start, version = None, None
    if not isinstance(start, int) or isinstance(start, bool) or not 0 < start <= 100_000_000:
        raise InvalidInput("`after` is the `next` of a page that was read before.", field="after")
    if version != dataset.current_version_id:
        raise Conflict(f"{dataset.name} has newer data than the rows read so far. Read them from the first on.")
    return start
