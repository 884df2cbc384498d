"""From a request to everything the engine needs: rights, sources with row rules, the key of the answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import access_workspace
from apps.core.errors import InvalidInput, NotFound
from apps.core.storage import home
from apps.datasets.selectors import access_dataset, source_for, visible_datasets
from apps.engine import guard
from apps.engine.compile import Compiled, OutputColumn, compile_spec
from apps.engine.duck import filtered, pool, shared
from apps.engine.duck.stream import ResultStream
from apps.engine.types import Limits, Source

from . import cubes
from .answers import QueryRequest
from .columns import of_schema

_VOLATILE = re.compile(
    r"\b(current_\w+|localtime\w*|((now|today|random|setseed|uuid|gen_random_uuid|uuidv\d|get_current_\w+|transaction_timestamp|age)\s*\())",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plan:
    """What will be run. `key` is empty when the answer must not be kept."""

    user: User
    request: QueryRequest
    sources: tuple[Source, ...]
    limits: Limits
    now: dt.datetime

    @property
    def version_ids(self) -> tuple[str, ...]:
        return tuple(source.version for source in self.sources)

    @cached_property
    def key(self) -> str:
        request = self.request
        if request.spec is not None:
            asked = request.spec.canonical()
            moment = f"{self.now:%Y%m%d%H%M}" if _relative(asked) else ""
        else:
            asked, moment = statement(request), ""
            if _VOLATILE.search(asked):
                return ""
        if _relative(json.dumps([s.row_filter for s in self.sources], default=str)):  # rows leave the person's sight as time goes by
            moment = f"{self.now:%Y%m%d%H%M}"
        read = [[s.name, s.dataset, s.version, filtered.rules_digest(s), [c.label for c in s.shown]] for s in self.sources]
        parts = [request.spec is None, asked, moment, dict(request.params), read, request.timezone, self.limits.rows]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()

    @cached_property
    def compiled(self) -> Compiled | None:
        spec = self.request.spec
        if spec is None:
            return None
        sources = {source.dataset: source for source in self.sources}
        return compile_spec(spec, sources, now=self.now, timezone=self.request.timezone)

    @cached_property
    def reading(self) -> tuple[Compiled, tuple[Source, ...]] | None:
        """What a spec runs and what it reads: the cube that is ready for it, else the data."""
        return cubes.ready(self) or (None if self.compiled is None else (self.compiled, self.sources))

    @property
    def sql(self) -> str:
        return self.compiled.sql if self.compiled else statement(self.request)

    def columns(self, schema: pa.Schema) -> tuple[OutputColumn, ...]:
        """What the answer's columns are: as compiled, or as the engine types them."""
        return self.compiled.columns if self.compiled else of_schema(schema)

    def open(self) -> ResultStream:
        """Start the query in the engine; no database of ours is touched, so any thread may."""
        if self.reading is not None:
            compiled, sources = self.reading
            return shared.open_stream(compiled.sql, compiled.params, sources, self.limits, token=self.request.token)
        return self._open_sql(statement(self.request), self.limits)

    def _open_sql(self, sql: str, limits: Limits) -> ResultStream:
        request, folder = self.request, home() / "filtered"
        sources = [filtered.materialise(source, folder, now=self.now) for source in self.sources]
        rights = hashlib.sha256("".join(source.version for source in sources).encode()).hexdigest()
        return pool.pool().open_stream(
            sql, dict(request.params), sources, limits,
            tenant=request.workspace.pk, rights=f"{self.user.pk}:{rights}", user=str(self.user.pk), token=request.token,
        )  # fmt: skip

    def count(self, *, truncated: bool) -> int | None:
        """Rows there would be without the cap (`truncated`) or the spec's own limit; None when there is no more to tell."""
        limits = Limits(seconds=self.limits.seconds)
        if self.reading is None:
            stream = self._open_sql(_counting(statement(self.request)), limits) if truncated else None
            return _single(stream)
        compiled, sources = self.reading
        stream = None
        if compiled.total_sql is not None:
            stream = shared.open_stream(compiled.total_sql, compiled.total_params, sources, limits, token=self.request.token)
        elif truncated:
            stream = shared.open_stream(_counting(compiled.sql), compiled.params, sources, limits, token=self.request.token)
        return _single(stream)


def _relative(conditions: str) -> bool:
    """Whether conditions, as JSON, hold a period that moves with the clock."""
    return '"rel"' in conditions


def _single(stream: ResultStream | None) -> int | None:
    return None if stream is None else int(stream.table().column(0)[0].as_py())


def _counting(sql: str) -> str:
    return f"SELECT count(*) FROM (\n{sql}\n)"  # noqa: S608  # `sql` passed the guard or came from the compiler


def statement(request: QueryRequest) -> str:
    """The SQL as it is run: without the space and semicolons around it."""
    return (request.sql or "").strip().rstrip("; \n\t")


def make_plan(user: User, request: QueryRequest) -> Plan:
    """Check rights and gather what may be read. Raises NotFound, Forbidden, InvalidInput, NotReady or the guard's errors."""
    if (request.spec is None) == (request.sql is None):
        raise InvalidInput("Send either `spec` or `sql`.")
    if request.timezone not in _zones():
        raise InvalidInput(f'There is no time zone "{request.timezone}".', field="timezone")
    gather: Callable[[User, QueryRequest], tuple[Source, ...]] = _of_spec if request.spec is not None else _of_sql
    base = request.limits or Limits(seconds=settings.PILOTBA.query_seconds)
    rows = min(request.rows or settings.PILOTBA.query_rows, settings.PILOTBA.query_rows)
    limits = Limits(base.seconds, rows, base.bytes, base.memory_mb, base.temp_mb, base.threads)
    if request.spec is not None and request.dataset is not None and not request.spec.dataset:
        request = replace(request, spec=request.spec.model_copy(update={"dataset": request.dataset.pk}))
    return Plan(user, request, gather(user, request), limits, timezone.now())


def _of_spec(user: User, request: QueryRequest) -> tuple[Source, ...]:
    spec = request.spec
    if request.dataset is None or spec is None:
        raise InvalidInput("A spec needs a dataset.", field="dataset_id")
    if spec.dataset not in ("", request.dataset.pk):
        raise InvalidInput("The spec names another dataset than the request.", field="dataset_id")
    known = {**request.joined, request.dataset.pk: request.dataset}
    wanted = [request.dataset.pk, *(join.dataset for join in spec.joins)]
    datasets = [known[key] if key in known else access_dataset(user, key) for key in dict.fromkeys(wanted)]
    return tuple(source_for(user, dataset) for dataset in datasets)


def _of_sql(user: User, request: QueryRequest) -> tuple[Source, ...]:
    """All the person's datasets can be named; only those the statement reads are given to the engine."""
    access_workspace(user, request.workspace.pk, "edit")
    datasets = {d.table_name: d for d in visible_datasets(user, request.workspace).exclude(current_version=None)}
    if request.dataset is not None:
        if request.dataset.workspace_id != request.workspace.pk:
            raise NotFound("There is no such dataset in this workspace.")
        datasets.setdefault(request.dataset.table_name, request.dataset)
    names = {name: [c["name"] for c in d.current_version.columns] for name, d in datasets.items() if d.current_version is not None}
    checked = guard.check(statement(request), names)
    return tuple(source_for(user, datasets[name]) for name in sorted(checked.tables))


def _zones() -> frozenset[str]:
    global _known_zones
    if not _known_zones:
        _known_zones = frozenset(zoneinfo.available_timezones()) | {"UTC"}
    return _known_zones


_known_zones: frozenset[str] = frozenset()
