"""Settings of a dataset: names, notes on columns, sharing, row rules, deletion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import Level, Role, User, Visibility
from apps.accounts.selectors import grants_on, people_in
from apps.accounts.services.rights import rights_of
from apps.accounts.services.rights import share as share_object
from apps.core.errors import AppError, InvalidInput
from apps.core.htmx import toast
from apps.engine.errors import EngineError

from ..forms import DatasetForm, PersonForm, RuleForm
from ..models import Dataset
from ..selectors import access_dataset
from ..services.dependents import dependents_of
from ..services.editing import delete_dataset, update_dataset
from ..services.rules import delete_rule, save_rule
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
    """Set the visibility, or one member's level."""
    user = person(request)
    dataset = access_dataset(user, dataset_id, "manage")
    if "visibility" in request.POST:
        share_object(user=user, obj=dataset, visibility=request.POST["visibility"])
        return toast(_sharing(request, dataset), "Sharing changed")
    form = PersonForm(request.POST)
    member = people_in(dataset.workspace).filter(user__email=request.POST.get("email", "").strip().lower()).first()
    if not form.is_valid() or member is None or member.user_id == dataset.owner_id:
        return _sharing(
            request, dataset, error="Choose a member of the workspace other than the owner.", email=request.POST.get("email", "")
        )
    grants = dict(_grants(dataset)) | {member.user_id: form.cleaned_data["level"]}
    share_object(user=user, obj=dataset, grants={who: level for who, level in grants.items() if level})
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
    columns = dataset.current_version.columns if dataset.current_version else []
    found = next((c for c in columns if c["id"] == column_id), None)
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


def _grants(dataset: Dataset) -> dict[str, str]:
    grants = rights_of(dataset)["grants"]
    return dict(grants) if isinstance(grants, dict) else {}


def _sharing(request: HttpRequest, dataset: Dataset, **more: str) -> HttpResponse:
    return render(request, "datasets/_sharing.html", _sharing_context(Dataset.objects.get(pk=dataset.pk)) | more)


def _sharing_context(dataset: Dataset) -> dict[str, Any]:
    grants = list(grants_on(dataset))
    taken = {grant.user_id for grant in grants} | {dataset.owner_id}
    members = [m.user for m in people_in(dataset.workspace)[:200] if m.user_id not in taken]
    return {"dataset": dataset, "grants": grants, "levels": Level.choices, "visibilities": Visibility.choices, "members": members}


def _rules(request: HttpRequest, dataset: Dataset, **more: str) -> HttpResponse:
    return render(request, "datasets/_rules.html", _rules_context(dataset) | more)


def _rules_context(dataset: Dataset) -> dict[str, Any]:
    people = [m.user for m in people_in(dataset.workspace)[:200] if m.user_id != dataset.owner_id]
    rules = dataset.row_rules.select_related("user").order_by("created_at", "pk")
    return {"dataset": dataset, "rules": rules, "roles": Role.choices, "people": people, "column_names": _names(dataset)}
