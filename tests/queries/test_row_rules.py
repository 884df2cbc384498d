"""Row rules on every way out: no value of a hidden row leaves, in rows, types, dictionaries, messages or kept answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Membership, Role
from apps.datasets.models import RowRule
from apps.engine.spec import QuerySpec
from apps.queries.services import plan
from apps.queries.services.answers import QueryRequest

ARROW = "application/vnd.apache.arrow.stream"
STATEMENTS = (
    "SELECT typeof(region) FROM {t} LIMIT 1",
    "SELECT enum_range(region) FROM {t} LIMIT 1",
    "DESCRIBE {t}",
    "SUMMARIZE {t}",
    "SELECT sum(region) FROM {t}",
    "SELECT region::INTEGER FROM {t}",
)
SPECS = ({"rows": ["*"]}, {"dimensions": [{"field": "region"}], "measures": [{"agg": "count"}]})


@pytest.fixture
def ruled(bob: Any, workspace: Any, dataset: Any) -> Any:
    """Bob may write SQL, and sees the rows of one region."""
    Membership.objects.filter(user=bob, workspace=workspace).update(role=Role.ANALYST)
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    return dataset


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_it_works(bob_api: Any, ruled: Any) -> None:
    """One import for many ways; texts of few values are kept as codes into a dictionary that knows every region."""
    for statement in STATEMENTS:
        told = bytes_of(bob_api.post("/api/v1/queries/execute", {"sql": statement.format(t=ruled.table_name)}, format="json"))
        assert b"APAC" not in told, statement
    for spec in SPECS:
        for accept in ("application/json", ARROW, "text/csv"):
            asked = {"spec": {"dataset": ruled.pk, **spec}}
            answer = bob_api.post("/api/v1/queries/execute", asked, format="json", HTTP_ACCEPT=accept)
            told = bytes_of(answer)
            assert answer.status_code == 200, told
            assert b"EU" in told
            assert b"APAC" not in told, (spec, accept)
    for kind in ("csv", "parquet"):
        assert b"APAC" not in bytes_of(bob_api.get(f"/api/v1/datasets/{ruled.pk}/download?format={kind}"))


def test_answers_under_a_rule_that_moves_with_the_clock_are_not_kept_past_its_minute(bob: Any, workspace: Any, dataset: Any) -> None:
    request = QueryRequest(workspace=workspace, dataset=dataset, spec=QuerySpec.parse({"dataset": dataset.pk, "rows": ["*"]}))
    rule = RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    assert len(set(keys(bob, request))) == 1
    rule.filter = {"field": "day", "op": "period", "value": {"rel": "last", "n": 7, "unit": "day"}}
    rule.save()
    assert len(set(keys(bob, request))) == 2


def keys(user: Any, request: QueryRequest) -> list[str]:
    made = plan.make_plan(user, request)
    later = plan.Plan(user, made.request, made.sources, made.limits, timezone.now() + timedelta(days=1))
    return [made.key, later.key]
