"""What staff change in the admin site, as the trail tells it: fields with their values before and after."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager, Model, QuerySet
from django.forms.models import model_to_dict

from apps.core import audit

from ..models import Workspace

_HIDDEN = ("password", "digest", "current", "secret", "key")  # secrets and their hashes
_PERSONAL = ("name",)  # of people: the trail names them by id alone
Change = dict[str, dict[str, Any]]


def of_forms(form: Any, formsets: Any) -> Change:
    """Before and after of every field that the page's form and its rows changed."""
    found = _of_form(form)
    for rows in formsets or ():
        for row in rows.forms:
            if row.has_changed() or row in getattr(rows, "deleted_forms", ()):
                name = f"{row._meta.model._meta.model_name} {row.instance.pk or ''}".strip()
                inner = _of_form(row)
                gone = row in getattr(rows, "deleted_forms", ())
                found["before"][name] = of_row(row.instance) if gone else inner["before"]
                found["after"][name] = "deleted" if gone else inner["after"]
    return found


def of_row(obj: Model) -> dict[str, Any]:
    """All plain values of a row, secrets and names of people left out."""
    return {name: _plain(obj._meta.model, name, value) for name, value in model_to_dict(obj).items()}


def note(user: Any, act: str, obj: Model, message: Any, changes: Change | None = None, before: dict[str, Any] | None = None) -> None:
    """Write one act of the admin site into the trail, of the workspace that the object belongs to."""
    changed = changes or {}
    inside = obj.pk if isinstance(obj, Workspace) else getattr(obj, "workspace_id", "") or ""
    audit.record(
        f"admin.{act}",
        user=user,
        workspace_id=str(inside),
        kind=obj._meta.label_lower,
        object_id=str(obj.pk)[:20],
        before=before or changed.get("before") or None,
        after={**changed.get("after", {}), "what": _names_left_out(message)},
    )


def _of_form(form: Any) -> Change:
    model, fields = form._meta.model, [name for name in form.changed_data if name in form.cleaned_data]
    before = {name: _plain(model, name, form.initial.get(name)) for name in fields}
    return {"before": before, "after": {name: _plain(model, name, form.cleaned_data[name]) for name in fields}}


def _plain(model: type[Model], name: str, value: Any) -> Any:
    if any(part in name for part in _HIDDEN):
        return "hidden"
    if name in _PERSONAL and model._meta.model_name == "user":
        return "a name" if value else ""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | Manager | list | tuple):
        return [_plain(model, "", part) for part in (value.all() if isinstance(value, Manager) else value)]
    return value if isinstance(value, str | int | float | bool | dict | None) else str(value)


def _names_left_out(message: Any) -> Any:
    """Django's message without the text of related rows, which holds people's names."""
    if not isinstance(message, list):
        return message
    return [{act: {k: v for k, v in facts.items() if k != "object"} for act, facts in part.items()} for part in message]
