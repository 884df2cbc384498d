"""Filling a cube ahead of the questions that it will answer."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from apps.accounts.models import User
from apps.core.ids import new_id
from apps.engine.duck import cubes as files
from apps.engine.duck.stream import CancelToken
from apps.engine.errors import EngineBusy, EngineError, QueryCancelled

from . import cubes
from .answers import QueryRequest
from .flight import flights
from .plan import Plan, make_plan
from .run import run_query


def fill_cube(*, user: User, request: QueryRequest) -> bool:
    """Make the cube of `request.cube` unless it lies there, for a person who may ask the request; returns whether it is ready.

    A cube of more than `cubes.CELLS` cells is given up: such questions are answered from the data. Raises what `make_plan` does.
    """
    if request.cube is None:
        return False
    plan = make_plan(user, replace(request, rows=None, run_id=new_id(), token=CancelToken()))
    key = cubes.key_of(plan)
    with flights.lead(f"cube:{key}", request.token):
        if cubes.is_refused(key):
            return False
        if files.find(cubes.folder(), key) is not None:
            return True
        table = _filled(user, cubes.filling(plan))  # a second plan could find other row rules than those that the key names
        if table is None:
            cubes.refuse(key)
            return False
        files.store(cubes.folder(), key, table)
    return True


def _filled(user: User, plan: Plan) -> pa.Table | None:
    """The cube's cells; None when there are too many of them or the engine cannot make them."""
    batches, cells = [], 0
    try:
        answer = run_query(user=user, request=plan.request, plan=plan)
        with answer.stream as stream:
            for batch in stream:
                batches.append(batch)
                cells += batch.num_rows
                if cells > cubes.CELLS:
                    return None
            whole = not stream.truncated
    except (QueryCancelled, EngineBusy):
        raise
    except EngineError:
        return None
    return pa.Table.from_batches(batches, answer.stream.schema) if whole else None
