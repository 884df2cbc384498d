"""Workspaces and their members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core import mail
from apps.core.errors import Conflict, InvalidInput

from ..forms import MemberForm, PolicyForm, RoleForm, WorkspaceForm
from ..middleware import SESSION_KEY, SignedRequest
from ..models import Role, SecondStep
from ..selectors import access_workspace, open_invitations, people_in, person_by_email
from ..services import invitations, policies, second_step, workspaces


@require_GET
def members(request: SignedRequest) -> HttpResponse:
    """Who is in the current workspace, as what; administrators change it here."""
    return _members(request, MemberForm(initial={"role": Role.VIEWER}))


@require_POST
def member_add(request: SignedRequest) -> HttpResponse:
    """Add somebody who has an account, or show a link that invites the address."""
    access_workspace(request.user, request.workspace.pk, "manage")
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members(request, form, status=400)
    return _told(request, form, lambda: _add(request, form))


@require_POST
def member_role(request: SignedRequest, user_id: str) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    workspace = request.workspace

    def change() -> str:
        return f"{workspaces.change_role(user=request.user, workspace=workspace, member_id=user_id, role=role).user} is now {role}."

    return _told(request, None, change)


@require_POST
def member_remove(request: SignedRequest, user_id: str) -> HttpResponse:
    """Take a member's seat away."""
    workspace = request.workspace
    response = _told(request, None, lambda: workspaces.remove_member(user=request.user, workspace=workspace, member_id=user_id))
    return redirect("/") if response.status_code == 302 and user_id == request.user.pk else response


@require_POST
def invitation_withdraw(request: SignedRequest, invitation_id: str) -> HttpResponse:
    """Make an open invitation useless."""
    invitations.withdraw(user=request.user, workspace=request.workspace, invitation_id=invitation_id)
    messages.success(request, "The invitation is withdrawn.")
    return redirect("accounts:members")


@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Create a workspace and go into it."""
    form = WorkspaceForm(request.POST or None)
    if form.is_valid():
        request.session[SESSION_KEY] = workspaces.create_workspace(user=request.user, name=form.cleaned_data["name"]).pk
        return redirect("/")
    return render(request, "accounts/workspace_new.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def rename(request: SignedRequest) -> HttpResponse:
    """Give the current workspace another name."""
    workspaces.rename_workspace(user=request.user, workspace=request.workspace, name=request.POST.get("name", ""))
    messages.success(request, "The workspace has a new name.")
    return redirect("accounts:members")


@require_POST
def security(request: SignedRequest) -> HttpResponse:
    """Say how the people of the workspace sign in."""
    form = PolicyForm(request.POST)
    access_workspace(request.user, request.workspace.pk, "manage")

    def change() -> str:
        if not form.is_valid():
            raise InvalidInput("Give whole numbers for the times, and choose one of the second steps.")
        policies.change_policy(user=request.user, workspace=request.workspace, **form.cleaned_data)
        return "Saved. It counts from each person's next sign-in, and within five minutes for open sessions."

    return _told(request, None, change)


@require_POST
def switch(request: SignedRequest) -> HttpResponse:
    """Make another workspace of the person the current one."""
    request.session[SESSION_KEY] = access_workspace(request.user, request.POST.get("workspace", "")).pk
    return redirect("/")


def _add(request: SignedRequest, form: MemberForm) -> str:
    said, workspace = form.cleaned_data, request.workspace
    member = person_by_email(said["email"])
    if member is not None:
        workspaces.add_member(user=request.user, workspace=workspace, member=member, role=said["role"])
        return f"{member} is now in {workspace.name}."
    base_url = settings.PILOTBA.base_url
    link = invitations.invite(user=request.user, workspace=workspace, email=said["email"], role=said["role"], base_url=base_url)
    request.session["invitation_link"] = link
    return f"{said['email']} has no confirmed account yet. Send the link below; it works for 7 days."


def _told(request: SignedRequest, form: forms.Form | None, act: Callable[[], Any]) -> HttpResponse:
    """Do it and say so; what cannot be done is said on the same page."""
    try:
        messages.success(request, act() or "Done.")
    except (Conflict, InvalidInput) as error:
        messages.error(request, error.message)
        return _members(request, form or MemberForm(initial={"role": Role.VIEWER}), status=error.status)
    return redirect("accounts:members")


def _members(request: SignedRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    mine = request.role == Role.ADMIN
    context = {
        "section": "members",
        "form": form,
        "members": people_in(request.workspace),
        "invitations": open_invitations(request.workspace) if mine else (),
        "mail_is_sent": mail.is_sent(),
        "invitation_link": request.session.pop("invitation_link", ""),
        "roles": Role.choices,
        "may_manage": mine,
        "steps": SecondStep.choices,
        "default_step": second_step.default_for(request.workspace).label.lower(),
        "most_idle": settings.PILOTBA.session_idle_minutes,
        "most_hours": settings.PILOTBA.session_hours,
    }
    return render(request, "accounts/members.html", context, status=status)
