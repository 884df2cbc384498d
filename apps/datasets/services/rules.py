"""Writing row rules. Their filters are conditions of the query object, checked against the dataset's columns before they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from apps.accounts.models import User
from apps.accounts.services.whom import read_whoms
from apps.core import audit
from apps.core.errors import InvalidInput
from apps.engine.compile import compile_spec
from apps.engine.spec import QuerySpec
from apps.engine.spec.filters import Filters
from apps.engine.types import Mask, Source

from ..attributes import attribute_of, with_examples
from ..models import Dataset, RowRule
from ..selectors.datasets import current_version

_MASKED = {"hide": "hidden", "null": "empty", "hash": "a code", "last4": "its last 4 characters"}
_FILTER: TypeAdapter[Any] = TypeAdapter(Filters)


@transaction.atomic
def save_rule(
    *,
    user: User,
    dataset: Dataset,
    rule: RowRule | None = None,
    whom: str,
    filter: Any = None,  # noqa: A002 -- the rule's own word
    masked: Mapping[str, str] | Sequence[str] | None = None,
) -> RowRule:
    """Add or change a rule for `whom` (a member's id, `group:<id>`, `role:<name>` or `everyone`) and return it.

    `masked` maps column names to hide, null, hash or last4; of a plain list of names all are null. Raises InvalidInput naming
    the field: nobody named, a person or group outside the workspace, the owner, an unknown column or mask, a filter that does
    not fit, or a rule that restricts nothing.
    """
    before = plain(rule) if rule else None
    rule = rule or RowRule(dataset=dataset)
    for name, value in _whom(dataset, whom).items():
        setattr(rule, name, value)
    rule.masked, rule.filter = _masked(dataset, masked or {}), _filter(dataset, filter)
    if not rule.masked and rule.filter is None:
        raise InvalidInput(
            "This rule restricts nothing. Add a filter or a masked column.", fields={"filter": "Add a filter or a masked column."}
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
    facts = {"id": rule.pk, "whom": rule.whom, "user": rule.user_id, "group": rule.group_id, "role": rule.role}
    return facts | {"filter": rule.filter, "masked": rule.masked}


def rule_in_words(rule: RowRule) -> dict[str, Any]:
    """For the page: {id, whom, sees} with sentences such as "sees rows where region is EU, or their own region; price is empty"."""
    words = [_filter_in_words(rule.filter) if rule.filter else "sees all rows"]
    words += [f"{name} is {_MASKED[mask]}" for name, mask in rule.masked.items()]
    return {"id": rule.pk, "whom": rule.whom_name, "sees": "; ".join(words)}


def _filter_in_words(condition: dict[str, Any]) -> str:
    if condition.get("op") not in ("in", "eq") or "field" not in condition:
        return "sees the rows of a filter made through the API"
    values = condition.get("values", [condition.get("value")])
    told = [f"their own {attribute}" if (attribute := attribute_of(value)) else str(value) for value in values]
    return f"sees rows where {condition['field']} is {', '.join(told)}"


def _whom(dataset: Dataset, whom: str) -> dict[str, str | None]:
    if not whom:
        raise InvalidInput("Say for whom the rule is.", fields={"user": "Name a person, a group, a role, or everyone."})
    if whom == dataset.owner_id:
        raise InvalidInput("The owner sees every row. Choose somebody else.", fields={"user": "The owner cannot be restricted."})
    kind = whom.partition(":")[0]
    return read_whoms(dataset.workspace_id, [whom], kind if kind in ("role", "group") else "user")[whom]


def _masked(dataset: Dataset, masked: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    wanted = dict(masked) if isinstance(masked, Mapping) else dict.fromkeys(masked, str(Mask.NULL))
    known = {c["name"] for c in current_version(dataset).columns}
    unknown = [str(name) for name in wanted if name not in known]
    if unknown:
        raise InvalidInput(f"{dataset.name} has no column {unknown[0]}.", fields={"masked": f"Unknown: {', '.join(unknown)}."})
    if not all(isinstance(mask, str) and mask in list(Mask) for mask in wanted.values()):
        raise InvalidInput("Mask a column as hide, null, hash or last4.", fields={"masked": "Choose hide, null, hash or last4."})
    return dict(sorted(wanted.items()))


def _filter(dataset: Dataset, given: Any) -> Any:
    """Return the filter as plain data after compiling it once against the dataset's columns, attributes as if somebody had them."""
    if given in (None, {}, []):
        return None
    version = current_version(dataset)
    columns = version.engine_columns()
    example = with_examples(given, columns)
    try:
        _FILTER.validate_python(example)
    except ValidationError as error:
        raise InvalidInput("This filter does not fit.", fields={"filter": error.errors()[0]["msg"]}) from error
    source = Source(dataset.table_name, dataset.pk, version.pk, "", columns, example)
    compile_spec(
        QuerySpec.model_validate({"dataset": dataset.pk, "measures": [{"agg": "count"}]}), {dataset.pk: source}, now=timezone.now()
    )
    return given


def _record(user: User, dataset: Dataset, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    audit.record(
        action, user=user, workspace_id=dataset.workspace_id, kind="datasets.dataset", object_id=dataset.pk, before=before, after=after
    )
