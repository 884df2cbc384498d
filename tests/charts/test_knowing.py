"""What suggestions and formats know of columns: for whom row rules bind, only what their own rows tell."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Role
from apps.charts.fields import fields_of, find
from apps.charts.services.knowing import known_to
from apps.datasets.models import RowRule


def values(user: Any, dataset: Any, column: str) -> int | None:
    field = find(fields_of(user, dataset, known_to(user, dataset)), column)
    assert field is not None
    return field.values


def test_it_works(dataset: Any, alice: Any, bob: Any) -> None:
    assert values(alice, dataset, "region") == values(bob, dataset, "region") == 3
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"})
    assert (values(alice, dataset, "region"), values(bob, dataset, "region")) == (3, 1)


def test_a_format_is_what_ones_own_rows_say(dataset: Any, alice: Any, bob: Any) -> None:
    version = dataset.current_version
    for column in version.profile["columns"]:
        if column["name"] == "price":
            column |= {"semantic_type": "percentage", "min": 0.0, "max": 1.0}
    version.save()
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"})
    assert known_to(alice, dataset)["price"]["max"] == 1.0
    assert known_to(bob, dataset)["price"]["max"] > 1


def test_before_a_profile_nothing_is_known(dataset: Any, alice: Any) -> None:
    dataset.current_version.profile = None
    assert known_to(alice, dataset) == {}
