"""The first administrator of an installation."""

from __future__ import annotations

from django.db import transaction

from ..models import Membership, Role, User, Workspace
from .people import create_user
from .workspaces import create_workspace

SAMPLE_WORKSPACE = "Sample workspace"
DEFAULT_EMAIL = "admin@localhost.localdomain"


@transaction.atomic
def first_administrator(email: str = DEFAULT_EMAIL, password: str | None = None) -> User:
    """Return the installation's administrator, an administrator of the sample workspace; makes what is missing.

    Safe to call at every start: an existing password is never changed. Without a password only a one-time link signs in.
    """
    user = User.objects.filter(email=email.strip().lower()).first() or create_user(email=email, password=password, name="Administrator")
    if not user.is_superuser:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser", "updated_at"])
    sample_workspace(user)
    return user


def sample_workspace(user: User) -> Workspace:
    """The workspace that holds the sample data, with `user` as an administrator."""
    workspace = Workspace.objects.filter(name=SAMPLE_WORKSPACE).order_by("created_at").first()
    if workspace is None:
        return create_workspace(user=user, name=SAMPLE_WORKSPACE)
    Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": Role.ADMIN})
    return workspace
