"""Service accounts of the workspace, for its administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import InvalidInput

from ..middleware import SignedRequest
from ..models import Role, Scope
from ..selectors import access_workspace
from ..services import api_keys, service_accounts


@require_http_methods(["GET", "POST"])
def index(request: SignedRequest) -> HttpResponse:
    """List them with their keys, or make one."""
    access_workspace(request.user, request.workspace.pk, "manage")
    status = 200
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("name", "role")}
        try:
            account = service_accounts.make(user=request.user, workspace=request.workspace, **said)
        except InvalidInput as error:
            messages.error(request, error.message)
            status = error.status
        else:
            messages.success(request, f"{account.name} is made. Make a key for it now.")
            return redirect("accounts:services")
    found = list(service_accounts.accounts_of(request.workspace))
    for account in found:
        account.keys = api_keys.keys_of(account)  # type: ignore[attr-defined]  # for the template
        account.role_name = Role(account.role).label  # type: ignore[attr-defined]  # annotated
    context = {"accounts": found, "scopes": Scope.choices, "lives": list(api_keys.LIVES), "section": "members"}
    context["roles"] = [(role.value, role.label) for role in service_accounts.ROLES]
    return render(request, "accounts/services.html", context, status=status)


@require_POST
def remove(request: SignedRequest, account_id: str) -> HttpResponse:
    """End an account and its keys."""
    service_accounts.remove(user=request.user, workspace=request.workspace, account_id=account_id)
    messages.success(request, "The service account is removed. Its keys are refused from now on; what it made stays.")
    return redirect("accounts:services")


@require_POST
def make_key(request: SignedRequest, account_id: str) -> HttpResponse:
    """Make a key for an account, and show its text, this once."""
    said = {name: request.POST.get(name, "") for name in ("name", "scope", "life")}
    key, text = service_accounts.make_key(user=request.user, workspace=request.workspace, account_id=account_id, **said)
    context = {"key": key, "text": text, "section": "members", "back": "accounts:services"}
    response = render(request, "accounts/key_made.html", context, status=201)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke_key(request: SignedRequest, account_id: str, key_id: str) -> HttpResponse:
    """End one key of an account."""
    service_accounts.revoke_key(user=request.user, workspace=request.workspace, account_id=account_id, key_id=key_id)
    messages.success(request, "The key is revoked.")
    return redirect("accounts:services")
