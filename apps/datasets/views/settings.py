"""Settings of a dataset: names, notes on columns, sharing, row rules, deletion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import EVERYONE, Role, User
from apps.accounts.selectors import groups_in, people_in
from apps.accounts.services.rights import dialog_of, whom_by_email, with_level
from apps.accounts.services.rights import share as share_object
from apps.core.errors import AppError, InvalidInput
from apps.core.htmx import toast
from apps.engine.errors import EngineError

from ..forms import MASKS, DatasetForm, RuleForm
from ..models import Dataset
from ..selectors import access_dataset, plain_columns_for
from ..services.dependents import dependents_of
from ..services.editing import delete_dataset, update_dataset
from ..services.rules import delete_rule, rule_in_words, save_rule
from .common import editable, frame, go, moved, person, posted_version

_STYLES = (("", "Automatic"), ("number", "Number"), ("currency", "Currency"), ("percent", "Percent"), ("plain", "Without grouping"))


@require_safe
def index(request: HttpRequest, dataset_id: str, slug: str | None = None) -> HttpResponse:
    """Everything about a dataset that is not its rows."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "edit")
    return moved(request, dataset, "settings/") or _page(request, user, dataset)


@require_POST
def save(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Save names and description."""
    user, dataset = editable(request, dataset_id)
    form = DatasetForm(request.POST)
    if form.is_valid():
        try:
            saved = update_dataset(user=user, dataset=dataset, expected=posted_version(request, dataset), **form.cleaned_data)
            return redirect(f"{saved.path}settings/")
        except AppError as error:
            _complain(form, error)
    return _page(request, user, dataset, form=form, status=422)


@require_http_methods(["GET", "POST"])
def column(request: HttpRequest, dataset_id: str, column_id: str) -> HttpResponse:
    """A column's label and description, edited in its row of the table."""
    user = person(request)
    if request.method == "POST":
        dataset = access_dataset(user, dataset_id, "edit")
        note: dict[str, Any] = {name: request.POST.get(name, "") for name in ("label", "description")}
        if "format" in request.POST:
            note["format"] = _format(request.POST["format"], request.POST.get("format_with", "").strip())
        dataset = update_dataset(user=user, dataset=dataset, notes={column_id: note})
        return toast(render(request, "datasets/_column.html", _column(user, dataset, column_id)), "Column saved")
    dataset = access_dataset(user, dataset_id)
    template = "datasets/_column_edit.html" if "edit" in request.GET else "datasets/_column.html"
    return render(request, template, _column(user, dataset, column_id))


@require_POST
def share(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Set the visibility, or the level of one member, group or role."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "manage")
    if "visibility" in request.POST:
        share_object(user=user, obj=dataset, visibility=request.POST["visibility"])
        return toast(_sharing(request, dataset), "Sharing changed")
    said = request.POST
    try:
        whom = said.get("whom") or whom_by_email(dataset, said.get("email", ""))
        share_object(user=user, obj=dataset, grants=with_level(dataset, whom, said.get("level")))
    except InvalidInput as error:
        return _sharing(request, dataset, error=error.message, email=said.get("email", ""))
    return toast(_sharing(request, dataset), "Sharing changed")


@require_POST
def add_rule(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Add a row rule."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "manage")
    form = RuleForm(request.POST, columns=_names(dataset))
    error = "Choose for whom the rule is."
    if form.is_valid():
        try:
            save_rule(user=user, dataset=dataset, **form.rule())
            return toast(_rules(request, dataset), "Row rule added")
        except (AppError, EngineError) as failed:
            error = failed.message
    return _rules(request, dataset, error=error)


@require_POST
def remove_rule(request: HttpRequest, dataset_id: str, rule_id: str) -> HttpResponse:
    """Remove a row rule."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "manage")
    rule = dataset.row_rules.filter(pk=rule_id).first()
    if rule is not None:
        delete_rule(user=user, dataset=dataset, rule=rule)
    return toast(_rules(request, dataset), "Row rule removed")


@require_POST
def delete(request: HttpRequest, dataset_id: str) -> HttpResponse:
    """Delete the dataset for good; its name has to be typed, unless it never had a row."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "manage")
    if dataset.is_ready and request.POST.get("confirm", "").strip() != dataset.name:
        raise InvalidInput(f"Type the name {dataset.name} to delete it.", fields={"confirm": "The name does not match."})
    delete_dataset(user=user, dataset=dataset)
    return go(request, reverse("datasets:list"))


def _page(request: HttpRequest, user: User, dataset: Dataset, form: DatasetForm | None = None, status: int = 200) -> HttpResponse:
    initial = {name: getattr(dataset, name) for name in ("name", "table_name", "description")}
    context = frame(user, dataset, "settings") | {"form": form or DatasetForm(initial=initial), "dependents": dependents_of(dataset)}
    if context["may"]["manage"]:
        context |= _sharing_context(dataset) | _rules_context(dataset)
    return render(request, "datasets/settings.html", context, status=status)


def _complain(form: DatasetForm, error: AppError) -> None:
    fields = error.details.get("fields", {})
    for name, text in fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, error.message)


def _column(user: User, dataset: Dataset, column_id: str) -> dict[str, Any]:
    found = next((c for c in plain_columns_for(user, dataset) if c["id"] == column_id), None)
    if found is None:
        raise InvalidInput(f"{dataset.name} has no such column.")
    note = dataset.notes.get(column_id, {})
    form = note.get("format", {})
    chosen = {"format_style": form.get("style", ""), "format_with": form.get("currency") or form.get("unit", "")}
    return frame(user, dataset, "page") | {"column": found | note, "styles": _STYLES} | chosen


def _format(style: str, more: str) -> dict[str, Any]:
    """What the form says about a number: its style, and a currency's code or a unit."""
    if not style:
        return {}
    return {"style": style} | (
        {"currency" if style == "currency" else "unit": more.upper() if style == "currency" else more} if more else {}
    )


def _names(dataset: Dataset) -> list[str]:
    return [c["name"] for c in dataset.current_version.columns] if dataset.current_version else []


def _sharing(request: HttpRequest, dataset: Dataset, **more: str) -> HttpResponse:
    return render(request, "datasets/_sharing.html", _sharing_context(Dataset.objects.get(pk=dataset.pk)) | more)


def _sharing_context(dataset: Dataset) -> dict[str, Any]:
    places = {"share_url": reverse("datasets:share", args=[dataset.pk]), "share_target": "#sharing"}
    return {"dataset": dataset} | dialog_of(dataset) | places


def _rules(request: HttpRequest, dataset: Dataset, **more: str) -> HttpResponse:
    return render(request, "datasets/_rules.html", _rules_context(dataset) | more)


def _rules_context(dataset: Dataset) -> dict[str, Any]:
    rules = dataset.row_rules.select_related("user", "group").order_by("created_at", "pk")
    shown = {"rules": [rule_in_words(rule) for rule in rules], "column_names": _names(dataset), "masks": MASKS}
    return {"dataset": dataset, "whoms": _whoms(dataset)} | shown


def _whoms(dataset: Dataset) -> list[tuple[str, list[tuple[str, str]]]]:
    """For whom a rule can be, by sort: (title, [(value, label)])."""
    roles = [(f"role:{value}", f"Every {label.lower()}") for value, label in Role.choices]
    groups = [(f"group:{group.pk}", str(group)) for group in groups_in(dataset.workspace)]
    people = [(seat.user_id, str(seat.user)) for seat in people_in(dataset.workspace)[:200] if seat.user_id != dataset.owner_id]
    return [("Everyone", [(EVERYONE, "Everyone but the owner")]), ("Roles", roles), ("Groups", groups), ("People", people)]
