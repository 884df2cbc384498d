"""Groups of people, and what row rules know of each person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import AppError, Conflict, InvalidInput

from ..forms import GroupForm, attributes_of, attributes_text
from ..middleware import SignedRequest
from ..models import Membership, Role
from ..selectors import access_group, access_workspace, groups_in, people_in
from ..services import groups


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedRequest) -> HttpResponse:
    """The groups of the current workspace; POST makes one and opens it."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access_workspace(request.user, request.workspace.pk, "manage")
        made = _save(request, form, None)
        if made is not None:
            return made
    context = _context(request) | {"form": form, "groups": groups_in(request.workspace)}
    return render(request, "accounts/groups.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedRequest, group_id: str) -> HttpResponse:
    """One group and its people; administrators change it here."""
    group = access_group(request.workspace, group_id)
    form = GroupForm(request.POST if request.method == "POST" else None, initial={"name": group.name, "description": group.description})
    if request.method == "POST":
        access_workspace(request.user, request.workspace.pk, "manage")
        saved = _save(request, form, group_id)
        if saved is not None:
            return saved
    inside = {seat.pk for seat in group.seats.all()}
    context = _context(request) | {"group": group, "form": form, "seats": people_in(request.workspace), "inside": inside}
    return render(request, "accounts/group.html", context, status=400 if form.errors else 200)


@require_POST
def delete(request: SignedRequest, group_id: str) -> HttpResponse:
    """Delete a group; what stands in the way is said on its page."""
    try:
        groups.delete_group(user=request.user, workspace=request.workspace, group_id=group_id)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("accounts:group", group_id)
    messages.success(request, "The group is deleted.")
    return redirect("accounts:groups")


@require_http_methods(["GET", "HEAD", "POST"])
def attributes(request: SignedRequest, user_id: str) -> HttpResponse:
    """What row rules know of a person: one `name: value, value` in each line."""
    workspace = access_workspace(request.user, request.workspace.pk, "manage")
    seat = _seat(request, user_id)
    text, error = request.POST.get("attributes", ""), ""
    if request.method == "POST":
        try:
            groups.set_attributes(user=request.user, workspace=workspace, member_id=user_id, attributes=attributes_of(text))
            messages.success(request, f"The attributes of {seat.user} are saved.")
            return redirect("accounts:members")
        except InvalidInput as failed:
            error = failed.message
    context = _context(request) | {"seat": seat, "text": text or attributes_text(seat.attributes), "error": error}
    return render(request, "accounts/attributes.html", context, status=400 if error else 200)


def _seat(request: SignedRequest, user_id: str) -> Membership:
    found = people_in(request.workspace).filter(user_id=user_id).first()
    if found is None:
        raise groups.not_a_member()
    return found


def _save(request: SignedRequest, form: forms.Form, group_id: str | None) -> HttpResponse | None:
    """Store what the form says and open the group; None when it does not fit, with the reason in the form."""
    if not form.is_valid():
        return None
    members = request.POST.getlist("members") if group_id else None
    try:
        saved = groups.save_group(user=request.user, workspace=request.workspace, group_id=group_id, members=members, **form.cleaned_data)
    except (Conflict, InvalidInput) as error:
        form.add_error("name", _said(error))
        return None
    messages.success(request, f"{saved.name} is saved.")
    return redirect("accounts:group", saved.pk)


def _said(error: AppError) -> str:
    return error.message


def _context(request: SignedRequest) -> dict[str, Any]:
    return {"section": "members", "may_manage": request.role == Role.ADMIN}
