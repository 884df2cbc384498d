"""Cubes in front of the data: used when ready, one for each version and row rules, given up when too large."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from factories import join, make_user
from queries.conftest import publish

from apps.accounts.models import Role
from apps.core.ids import new_id
from apps.datasets.models import RowRule
from apps.engine.compile.cube import Axis, cube_of
from apps.engine.spec import Dimension, QuerySpec
from apps.queries.models import QueryRun
from apps.queries.services import cubes
from apps.queries.services.answers import QueryRequest
from apps.queries.services.cache import answers
from apps.queries.services.cube_filling import fill_cube
from apps.queries.services.plan import make_plan
from apps.queries.services.run import run_query

BY_PRODUCT = {"dimensions": [{"field": "product"}], "measures": [{"agg": "count", "as": "n"}, {"agg": "sum", "field": "amount"}]}


@pytest.fixture(autouse=True)
def _nothing_refused() -> None:
    cubes._refused.clear()


def chosen(*regions: str) -> Axis:
    return Axis(Dimension(field="region"), ({"op": "in", "values": list(regions)},))


def asking(dataset: Any, axis: Axis) -> QueryRequest:
    """The question by product over the chosen regions, which knows its cube."""
    spec = QuerySpec.parse(BY_PRODUCT | {"dataset": dataset.pk})
    narrowed = QuerySpec.parse(spec.plain() | {"filters": axis.condition()})
    return QueryRequest(workspace=dataset.workspace, dataset=dataset, spec=narrowed, origin="tile", rows=1000, cube=cube_of(spec, [axis]))


def rows(user: Any, request: QueryRequest) -> Any:
    answers.clear()
    found = run_query(user=user, request=replace(request, run_id=new_id())).table().to_pydict()
    sums = [None if value is None else round(value, 6) for value in found["sum_amount"]]  # the order of adding differs
    return found | {"sum_amount": sums}


def reads_cube(user: Any, request: QueryRequest) -> bool:
    reading = make_plan(user, request).reading
    return reading is not None and reading[1][0].name == "cube"


def test_it_works(alice: Any, sales: Any) -> None:
    request = asking(sales, chosen("EU"))
    direct = rows(alice, request)
    assert not reads_cube(alice, request)
    assert fill_cube(user=alice, request=request)
    assert reads_cube(alice, request)
    assert rows(alice, request) == direct
    other = asking(sales, chosen("US", "ASIA"))  # the same cube answers every choice
    assert reads_cube(alice, other)
    assert rows(alice, other) == rows(alice, replace(other, cube=None))
    assert fill_cube(user=alice, request=other)
    assert QueryRun.objects.filter(origin="tile").exists()


def test_a_new_version_has_a_new_cube(alice: Any, sales: Any) -> None:
    request = asking(sales, chosen("EU"))
    fill_cube(user=alice, request=request)
    publish(sales, 600)
    assert not reads_cube(alice, request)
    assert sum(rows(alice, request)["n"]) == 200


def test_row_rules_have_their_own_cube(alice: Any, bob: Any, sales: Any) -> None:
    request = asking(sales, chosen("EU", "US"))
    fill_cube(user=alice, request=request)
    RowRule.objects.create(dataset=sales, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    assert not reads_cube(bob, request)
    fill_cube(user=bob, request=request)
    assert reads_cube(bob, request)
    assert sum(rows(bob, request)["n"]) == 1000
    assert sum(rows(alice, request)["n"]) == 2000


def test_masked_columns_stay_masked_in_cubes(bob: Any, sales: Any) -> None:
    RowRule.objects.create(dataset=sales, user=bob, masked={"amount": "null"})
    request = asking(sales, chosen("EU"))
    fill_cube(user=bob, request=request)
    assert reads_cube(bob, request)
    assert set(rows(bob, request)["sum_amount"]) == {None}


def test_too_many_cells_are_given_up_and_the_data_answer(alice: Any, sales: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cubes, "CELLS", 10)
    request = asking(sales, chosen("EU"))
    assert not fill_cube(user=alice, request=request)
    assert not fill_cube(user=alice, request=request)
    assert not reads_cube(alice, request)
    assert len(rows(alice, request)["product"]) == 50


def test_questions_without_a_cube_stay_as_they_were(alice: Any, sales: Any) -> None:
    request = replace(asking(sales, chosen("EU")), cube=None)
    assert not fill_cube(user=alice, request=request)
    assert not reads_cube(alice, request)


def test_a_rule_that_goes_while_a_cube_is_filled_widens_nobody_elses(
    bob: Any, sales: Any, workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mate = make_user("mate")
    join(mate, workspace, Role.VIEWER)
    only = {"field": "region", "op": "eq", "value": "EU"}
    gone, _ = (RowRule.objects.create(dataset=sales, user=who, filter=only) for who in (bob, mate))
    monkeypatch.setattr(cubes, "is_refused", lambda key: bool(RowRule.objects.filter(pk=gone.pk).delete()) and False)
    request = asking(sales, chosen("EU", "US"))
    fill_cube(user=bob, request=request)
    assert sum(rows(mate, request)["n"]) == 1000
