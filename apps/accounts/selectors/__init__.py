"""Who may do what: the one place that turns (person, object, need) into yes, 404 or 403."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.errors import Forbidden, NotFound
from apps.core.models import Job

from ..models import Invitation, Membership, Role, User, Workspace
from .groups import access_group, groups_in
from .rights import Need, access_object, favourites, grants_on, is_favourite, kind_of, visible
from .standing import Standing, for_them, readers, standing_in

__all__ = [
    "Need",
    "Standing",
    "access_group",
    "access_job",
    "access_object",
    "access_workspace",
    "favourites",
    "for_them",
    "grants_on",
    "groups_in",
    "is_favourite",
    "kind_of",
    "may_hear_job",
    "may_hear_workspace",
    "open_invitations",
    "people_in",
    "person_by_email",
    "readers",
    "role_in",
    "seats_of",
    "standing_in",
    "visible",
    "visible_jobs",
    "workspaces_of",
]

_ROLES: dict[Need, tuple[str, ...]] = {
    "view": (Role.VIEWER, Role.ANALYST, Role.ADMIN),
    "edit": (Role.ANALYST, Role.ADMIN),
    "manage": (Role.ADMIN,),
}


def access_workspace(user: User, workspace_id: str, need: Need = "view") -> Workspace:
    """Return the workspace: view = any member, edit = analyst or admin (may create), manage = admin.

    Raises NotFound for anyone outside it, Forbidden for a member whose role does not reach.
    """
    if user.guise:
        found, role = Workspace.objects.filter(pk=workspace_id).first(), standing_in(user, workspace_id).role
    else:
        membership = Membership.objects.select_related("workspace").filter(user_id=user.pk, workspace_id=workspace_id).first()
        found, role = (membership.workspace, membership.role) if membership else (None, "")
    if found is None or not role:
        raise NotFound("There is no such workspace, or it is not shared with you.")
    if role not in _ROLES[need]:
        raise Forbidden(f"Your role in {found.name} is {role}. Ask an administrator of the workspace.")
    return found


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces a person is a member of, the oldest membership first (that one is their default)."""
    if user.guise:
        return Workspace.objects.filter(pk=user.guise.workspace_id)
    return Workspace.objects.filter(memberships__user_id=user.pk).order_by("memberships__created_at", "pk")


def seats_of(user: User) -> QuerySet[Workspace]:
    """`workspaces_of`, each with the person's role there as `role`."""
    return workspaces_of(user).annotate(role=F("memberships__role"))


def role_in(user: User, workspace: Workspace) -> str:
    """The person's role in the workspace, or an empty string for a stranger."""
    return standing_in(user, workspace.pk).role if user.guise else _own_role(user, workspace.pk)


def _own_role(user: User, workspace_id: str) -> str:
    return Membership.objects.filter(user_id=user.pk, workspace_id=workspace_id).values_list("role", flat=True).first() or ""


def people_in(workspace: Workspace) -> QuerySet[Membership]:
    """The members of a workspace with their people, by name."""
    return Membership.objects.select_related("user").filter(workspace=workspace).order_by("user__name", "user__email")


def person_by_email(email: str) -> User | None:
    """The active person who has shown that this address is theirs."""
    from allauth.account.models import EmailAddress  # the scheduler does without allauth

    claims = EmailAddress.objects.filter(email=OuterRef("email"), user_id=OuterRef("pk"), verified=False)
    return User.objects.filter(~Exists(claims), service_of=None, email=email.strip().lower(), is_active=True).first()


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Invitations to the workspace that somebody could still accept, the newest first."""
    alive = Invitation.objects.select_related("invited_by").filter(workspace=workspace, accepted_at=None, expires_at__gt=timezone.now())
    return alive.order_by("-created_at")


def visible_jobs(user: User) -> QuerySet[Job]:
    """The jobs a person may look at: their own, and all of the workspaces they administrate; the newest first."""
    if user.guise:  # somebody's work in progress is theirs alone
        return Job.objects.none()
    seats = Membership.objects.filter(user_id=user.pk)
    admin = Q(workspace_id__in=seats.filter(role=Role.ADMIN).values("workspace_id"))
    inside = Job.objects.filter(workspace_id__in=seats.values("workspace_id"))
    return inside.filter(admin | Q(owner_id=user.pk)).order_by("-created_at", "-pk")


def access_job(user: User, job_id: str) -> Job:
    """Return one job. Raises NotFound for jobs of other people and other workspaces."""
    found = visible_jobs(user).filter(pk=job_id).first()
    if found is None:
        raise NotFound("There is no such job, or it is not yours.")
    return found


def may_hear_job(user: User, job_id: str) -> bool:
    """Whether the person may listen to `job:<id>`."""
    return visible_jobs(user).filter(pk=job_id).exists()


def may_hear_workspace(user: User, workspace_id: str) -> bool:
    """Whether the person may listen to `workspace:<id>`."""
    return Membership.objects.filter(user_id=user.pk, workspace_id=workspace_id).exists()
