"""Writing row rules. Their filters are conditions of the query object, checked against the dataset's columns before they are kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from apps.accounts.models import Membership, Role, User
from apps.core import audit
from apps.core.errors import InvalidInput
from apps.engine.compile import compile_spec
from apps.engine.spec import QuerySpec
from apps.engine.spec.filters import Filters
from apps.engine.types import Source

from ..models import Dataset, RowRule
from ..selectors.datasets import current_version

_FILTER: TypeAdapter[Any] = TypeAdapter(Filters)


@transaction.atomic
def save_rule(
    *,
    user: User,
    dataset: Dataset,
    rule: RowRule | None = None,
    person: str = "",
    role: str = "",
    filter: Any = None,  # noqa: A002 -- the rule's own word
    masked: list[str] | None = None,
) -> RowRule:
    """Add or change a rule for one member (`person`, a user id) or one role and return it.

    Raises InvalidInput naming the field: nobody or both named, a person outside the workspace, the owner, an unknown column,
    a filter that does not fit, or a rule that restricts nothing.
    """
    before = plain(rule) if rule else None
    rule = rule or RowRule(dataset=dataset)
    rule.user_id, rule.role = _whom(dataset, person, role)
    rule.masked, rule.filter = _masked(dataset, masked or []), _filter(dataset, filter)
    if not rule.masked and rule.filter is None:
        raise InvalidInput(
            "This rule restricts nothing. Add a filter or a hidden column.", fields={"filter": "Add a filter or a hidden column."}
        )
    rule.save()
    _record(user, dataset, "dataset.rule.save", before, plain(rule))
    return rule


@transaction.atomic
def delete_rule(*, user: User, dataset: Dataset, rule: RowRule) -> None:
    """Remove a rule."""
    before = plain(rule)
    rule.delete()
    _record(user, dataset, "dataset.rule.delete", before, None)


def plain(rule: RowRule) -> dict[str, Any]:
    """The rule as plain data."""
    return {"id": rule.pk, "user": rule.user_id, "role": rule.role, "filter": rule.filter, "masked": rule.masked}


def _whom(dataset: Dataset, person: str, role: str) -> tuple[str | None, str]:
    if bool(person) == bool(role):
        raise InvalidInput("A rule is for one person or for one role.", fields={"user": "Name a person or a role, not both."})
    if role:
        if role not in Role.values:
            raise InvalidInput("There is no such role.", fields={"role": f"Choose one of {', '.join(Role.values)}."})
        return None, role
    if person == dataset.owner_id:
        raise InvalidInput("The owner sees every row. Choose somebody else.", fields={"user": "The owner cannot be restricted."})
    if not Membership.objects.filter(workspace_id=dataset.workspace_id, user_id=person).exists():
        raise InvalidInput("This person is no member of the workspace.", fields={"user": "Choose a member."})
    return person, ""


def _masked(dataset: Dataset, masked: list[str]) -> list[str]:
    known = {c["name"] for c in current_version(dataset).columns}
    unknown = [name for name in masked if name not in known]
    if unknown:
        raise InvalidInput(f"{dataset.name} has no column {unknown[0]}.", fields={"masked": f"Unknown: {', '.join(unknown)}."})
    return sorted(set(masked))


def _filter(dataset: Dataset, given: Any) -> Any:
    """Return the filter as plain data after compiling it once against the dataset's columns."""
    if given in (None, {}, []):
        return None
    try:
        _FILTER.validate_python(given)
    except ValidationError as error:
        raise InvalidInput("This filter does not fit.", fields={"filter": error.errors()[0]["msg"]}) from error
    version = current_version(dataset)
    source = Source(dataset.table_name, dataset.pk, version.pk, "", version.engine_columns(), given)
    compile_spec(
        QuerySpec.model_validate({"dataset": dataset.pk, "measures": [{"agg": "count"}]}), {dataset.pk: source}, now=timezone.now()
    )
    return given


def _record(user: User, dataset: Dataset, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    audit.record(
        action, user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk, before=before, after=after
    )
