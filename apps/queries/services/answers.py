"""What the runner is asked and what it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pyarrow as pa

from apps.accounts.models import Workspace
from apps.core.ids import new_id
from apps.datasets.models import Dataset
from apps.engine.compile import OutputColumn
from apps.engine.compile.cube import Cube
from apps.engine.duck.stream import CancelToken, ResultStream
from apps.engine.spec import QuerySpec
from apps.engine.types import Limits

T = TypeVar("T")
Mode = Literal["cached", "fresh"]
Wait = Callable[[Callable[[], T], Any], T]


def at_once(work: Callable[[], T], token: object) -> T:
    """Run engine work in the calling thread; doors that can hear a client leave pass something better."""
    return work()


@dataclass(frozen=True)
class QueryRequest:
    """One question: a spec over `dataset` (and the datasets of its joins), or SQL over all datasets the person sees.

    `dataset`, and those in `joined` by id, have been accessed by the caller; a join to any other needs the person's own right.
    `rows` caps the answer; `mode` fresh leaves the cache unread (but fills it); `run_id` lets the caller cancel by a known id.
    `cube` names the partial results from which `spec` can be answered too, when they lie ready.
    """

    workspace: Workspace
    dataset: Dataset | None = None
    spec: QuerySpec | None = None
    sql: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    mode: Mode = "cached"
    origin: Literal["api", "chart", "tile", "sql"] = "api"
    timezone: str = "UTC"
    rows: int | None = None
    joined: Mapping[str, Dataset] = field(default_factory=dict)
    run_id: str = field(default_factory=new_id)
    token: CancelToken = field(default_factory=CancelToken)
    wait: Wait[Any] = at_once
    limits: Limits | None = None
    cube: Cube | None = None


@dataclass
class Answer:
    """A running or finished answer. Use `stream` or `table()` once; whoever takes the stream closes it.

    `row_count` and `total` are None until known: after `table()`, or at the end of the stream. `total` counts the rows
    that there are, `row_count` those that came; they differ when a cap or limit cut the answer.
    """

    run_id: str
    columns: tuple[OutputColumn, ...]
    stream: ResultStream
    as_of: dt.datetime
    version_ids: tuple[str, ...]
    sql: str
    cached: bool
    elapsed_ms: float
    row_count: int | None = None
    total: int | None = None

    def table(self) -> pa.Table:
        """All rows; meant for small results (the runner's caller capped them)."""
        table = self.stream.table()
        self.row_count = table.num_rows
        if self.total is None and not self.stream.truncated:
            self.total = table.num_rows
        return table
