"""Service accounts: identities of programs. They have no password, belong to one workspace, and act through scoped keys.

Administrators of the workspace make them, so that a nightly job survives the person who set it up.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.core import audit
from apps.core.errors import InvalidInput, NotFound
from apps.core.ids import new_id

from ..models import ApiKey, Membership, Role, User, Workspace
from ..selectors import access_workspace
from . import api_keys

ROLES = (Role.VIEWER, Role.ANALYST)
DOMAIN = "service.invalid"  # a domain that can never receive mail
_MOST = 50


@transaction.atomic
def make(*, user: User, workspace: Workspace, name: str, role: str) -> User:
    """Make one, as viewer or analyst. Raises Forbidden for non-administrators, InvalidInput with the field."""
    stored = access_workspace(user, workspace.pk, "manage")
    _check(name, role)
    if accounts_of(stored).count() >= _MOST:
        raise InvalidInput(f"The workspace has {_MOST} service accounts. Remove one that is no longer used.")
    account = User(email=f"{new_id()}@{DOMAIN}", name=name.strip(), service_of=stored)
    account.set_unusable_password()
    account.save()
    Membership.objects.create(workspace=stored, user=account, role=role)
    _note("service.make", user, stored, account, name=account.name, role=role)
    return account


@transaction.atomic
def change(*, user: User, workspace: Workspace, account_id: str, name: str, role: str) -> User:
    """Give it another name and role. Raises what `make` raises, and NotFound for another workspace's."""
    account = access_account(user, workspace, account_id)
    _check(name, role)
    account.name = name.strip()
    account.save(update_fields=["name", "updated_at"])
    Membership.objects.filter(user=account, workspace=workspace).update(role=role)
    _note("service.change", user, workspace, account, name=account.name, role=role)
    return account


@transaction.atomic
def remove(*, user: User, workspace: Workspace, account_id: str) -> None:
    """End it and its keys at once; what it made stays. Raises Forbidden, NotFound."""
    account = access_account(user, workspace, account_id)
    User.objects.filter(pk=account.pk).update(is_active=False, token_epoch=F("token_epoch") + 1)
    ApiKey.objects.filter(user=account, revoked_at=None).update(revoked_at=timezone.now())
    Membership.objects.filter(user=account).delete()
    _note("service.remove", user, workspace, account)


def make_key(*, user: User, workspace: Workspace, account_id: str, name: str, scope: str, life: str) -> tuple[ApiKey, str]:
    """Make a key for it; returns it and its text, which is never to be seen again. Raises Forbidden, NotFound, InvalidInput."""
    account = access_account(user, workspace, account_id)
    return api_keys.make_key(user=account, name=name, scope=scope, life=life, by=user, workspace_id=workspace.pk)


def revoke_key(*, user: User, workspace: Workspace, account_id: str, key_id: str) -> None:
    """End one of its keys. Raises Forbidden, NotFound."""
    account = access_account(user, workspace, account_id)
    api_keys.revoke_key(user=account, key_id=key_id, by=user, workspace_id=workspace.pk)


def access_account(user: User, workspace: Workspace, account_id: str) -> User:
    """One account, for administrators of its workspace. Raises Forbidden, NotFound."""
    access_workspace(user, workspace.pk, "manage")
    found = accounts_of(workspace).filter(pk=account_id).first()
    if found is None:
        raise NotFound("There is no such service account.")
    return found


def accounts_of(workspace: Workspace) -> QuerySet[User]:
    """The living service accounts of the workspace, each with its `role`, by name."""
    living = User.objects.filter(service_of=workspace, is_active=True, memberships__workspace=workspace)
    return living.annotate(role=F("memberships__role")).order_by("name", "pk")


def _check(name: str, role: str) -> None:
    if not name.strip() or len(name.strip()) > 120 or "\x00" in name:
        raise InvalidInput("Give it a name of at most 120 characters.", fields={"name": ["Give it a name."]})
    if role not in ROLES:
        raise InvalidInput("Choose viewer or analyst.", fields={"role": ["Choose viewer or analyst."]})


def _note(action: str, user: User, workspace: Workspace, account: User, **after: str) -> None:
    audit.record(action, user=user, workspace_id=workspace.pk, kind="service", object_id=account.pk, after=after or None)
