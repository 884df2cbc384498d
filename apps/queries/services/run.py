"""The runner: every query of the product goes through `run_query`."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import AppError
from apps.engine.compile import OutputColumn
from apps.engine.duck.stream import ResultStream
from apps.engine.errors import EngineError, QueryCancelled

from ..models import QueryRun, RunState
from .answers import Answer, QueryRequest, at_once
from .cache import ENTRY_BYTES, Entry, answers
from .columns import from_plain, to_plain
from .flight import flights
from .history import writer
from .plan import Plan, make_plan
from .running import register, unregister

__all__ = ["Answer", "QueryRequest", "at_once", "run_query"]


def run_query(*, user: User, request: QueryRequest, plan: Plan | None = None) -> Answer:
    """Answer a question for a person who may ask it.

    With `request.rows` the answer is finished on return (counted, shared between equal questions at the same time);
    without it comes a running stream, which is cancelled when closed early. Either way it is in the history once it has ended.
    `plan` is the request's own, of `make_plan` a moment ago, for callers that name what they keep after it.
    Raises what `make_plan` raises, RunTaken, and the engine's errors.
    """
    run = _Run(user, request)
    register(request.run_id, user.pk, request.token)
    try:
        plan = run.plan = plan or make_plan(user, request)
        _note(user, request, plan)
        entry = answers.get(plan.key) if request.mode == "cached" and plan.key else None
        if entry is not None:
            return run.finished(entry, cached=True)
        return run.collect() if request.rows is not None else run.streaming()
    except BaseException as error:
        run.record(error)
        raise


def _note(user: User, request: QueryRequest, plan: Plan) -> None:
    """Who read which data stands in the trail once an hour; every single query stands in the history."""
    for source in plan.sources:
        audit.record_once(
            "dataset.read", user=user, workspace_id=request.workspace.pk, kind="datasets.dataset", object_id=source.dataset,
            after={"origin": request.origin, "version": source.version},
        )  # fmt: skip


@dataclass
class _Run:
    """One question on its way to its answer and into the history."""

    user: User
    request: QueryRequest
    plan: Plan = field(init=False)
    began: float = field(default_factory=time.perf_counter)
    cached: bool = False
    recorded: bool = False

    @property
    def elapsed_ms(self) -> float:
        return round((time.perf_counter() - self.began) * 1000, 2)

    def collect(self) -> Answer:
        """Run to the end, keep the answer, give it out. Equal questions wait for the first one."""
        plan, request = self.plan, self.request
        with flights.lead(plan.key or request.run_id, request.token) as waited:
            entry = answers.get(plan.key) if waited and plan.key and request.mode == "cached" else None
            if entry is None:
                entry = request.wait(lambda: _finish(plan), request.token)
                if plan.key:
                    answers.put(plan.key, entry)
                return self.finished(entry, cached=False)
        return self.finished(entry, cached=True)

    def finished(self, entry: Entry, *, cached: bool) -> Answer:
        """The answer over bytes that are here."""
        self.cached = cached
        facts, stream = entry.facts, entry.stream()
        as_of = dt.datetime.fromisoformat(facts["as_of"])
        answer = self._answer(stream, from_plain(facts["columns"]), as_of, facts["sql"])
        answer.row_count, answer.total = facts["rows"], facts["total"]
        self.record(None, facts["rows"], facts["sql"])
        return answer

    def streaming(self) -> Answer:
        """A stream that keeps small answers on the way and writes the history at its end."""
        plan = self.plan
        inner, first = self.request.wait(lambda: _begin(plan), self.request.token)
        stream = _Watched(inner, first, self._at_end)
        answer = self._answer(stream, plan.columns(stream.schema), plan.now, plan.sql)
        stream.answer = answer
        return answer

    def _answer(self, stream: ResultStream, columns: tuple[OutputColumn, ...], as_of: dt.datetime, sql: str) -> Answer:
        return Answer(self.request.run_id, columns, stream, as_of, self.plan.version_ids, sql, self.cached, self.elapsed_ms)

    def _at_end(self, stream: _Watched, error: EngineError | None) -> None:
        if error is None and stream.kept is not None and self.plan.key:
            facts = _facts(self.plan, stream.schema, stream.rows, truncated=stream.truncated, total=stream.answer.total)
            answers.put(self.plan.key, Entry(_encode(stream.schema, stream.kept), facts))
        self.record(error, stream.rows)

    def record(self, error: BaseException | None, rows: int | None = None, sql: str = "") -> None:
        """Write the history row and free the run's id; once."""
        if self.recorded:
            return
        self.recorded = True
        unregister(self.request.run_id)
        request, plan = self.request, getattr(self, "plan", None)
        known = error if isinstance(error, EngineError | AppError) else None
        writer.add(
            QueryRun(
                id=request.run_id, workspace_id=request.workspace.pk, user_id=self.user.real.pk, origin=request.origin,
                state=_state(error), sql=sql or _sql_of(plan, request), spec=request.spec.plain() if request.spec else None,
                version_ids=list(plan.version_ids) if plan else [], row_count=rows, elapsed_ms=self.elapsed_ms, cached=self.cached,
                error=_error(known, error), ended_at=timezone.now(),
            )
        )  # fmt: skip


def _state(error: BaseException | None) -> str:
    if error is None:
        return RunState.DONE
    stopped = isinstance(error, QueryCancelled) or not isinstance(error, Exception)
    return RunState.CANCELLED if stopped else RunState.FAILED


def _error(known: EngineError | AppError | None, error: BaseException | None) -> dict[str, Any] | None:
    if known is not None:
        return {"code": known.code, "message": known.message, "details": known.details}
    return None if error is None else {"code": "error", "message": "Something went wrong in here."}


def _sql_of(plan: Plan | None, request: QueryRequest) -> str:
    if request.sql is not None:
        return request.sql
    compiled = plan.__dict__.get("compiled") if plan else None  # a failed question may not compile
    return compiled.sql if compiled else ""


def _begin(plan: Plan) -> tuple[ResultStream, pa.RecordBatch | None]:
    """Open the stream and wait for its first rows, where nearly all waiting and most errors are."""
    stream = plan.open()
    return stream, next(stream, None)


def _finish(plan: Plan) -> Entry:
    """Run the plan to its end."""
    with plan.open() as stream:
        batches = list(stream)
        rows, truncated = sum(batch.num_rows for batch in batches), stream.truncated
    limit = plan.request.spec.limit if plan.request.spec else None
    full = truncated or (limit is not None and rows >= limit)
    total = plan.count(truncated=truncated) if full else rows
    facts = _facts(plan, stream.schema, rows, truncated=truncated, total=rows if total is None else total)
    return Entry(_encode(stream.schema, batches), facts)


def _facts(plan: Plan, schema: pa.Schema, rows: int, *, truncated: bool, total: int | None) -> dict[str, Any]:
    columns = to_plain(plan.columns(schema))
    return {"rows": rows, "total": total, "truncated": truncated, "as_of": plan.now.isoformat(), "sql": plan.sql, "columns": columns}


def _encode(schema: pa.Schema, batches: list[pa.RecordBatch]) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writing:
        for batch in batches:
            writing.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


class _Watched(ResultStream):
    """The engine's stream, with what small answers need to be kept and a call at the end."""

    answer: Answer

    def __init__(self, inner: ResultStream, first: pa.RecordBatch | None, at_end: Callable[[_Watched, EngineError | None], None]) -> None:
        super().__init__(inner.schema)
        self._inner, self._first, self._at_end, self._bytes = inner, first, at_end, 0
        self._error: EngineError | None = None
        self._whole = False
        self.kept: list[pa.RecordBatch] | None = []

    def _pull(self) -> pa.RecordBatch | None:
        try:
            batch, self._first = self._first or next(self._inner, None), None
        except EngineError as error:
            self._error = error
            raise
        self.truncated = self._inner.truncated
        if batch is None:
            self._whole = True
            self.answer.row_count = self.rows
            self.answer.total = None if self.truncated else self.rows
        elif self.kept is not None:
            self._keep(batch)
        return batch

    def _keep(self, batch: pa.RecordBatch) -> None:
        self._bytes += batch.nbytes
        if self._bytes > ENTRY_BYTES or self.kept is None:
            self.kept = None
        else:
            self.kept.append(batch)

    def _stop(self) -> None:
        if self._reason == "cancelled":
            self._inner.cancel()

    def _release(self) -> None:
        self._inner.close()
        unfinished = None if self._whole else self._error or QueryCancelled("The reader left before the end.")
        self._at_end(self, unfinished)
