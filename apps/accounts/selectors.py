"""Who may do what: the one place that turns (person, object, need) into yes, 404 or 403."""

from __future__ import annotations

from typing import Literal, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.errors import Forbidden, NotFound
from apps.core.models import Job

from .models import Favourite, Grant, Invitation, Membership, Role, SharedObject, User, Visibility, Workspace

Need = Literal["view", "edit", "manage"]
T = TypeVar("T", bound=SharedObject)

_LEVELS: dict[Need, tuple[str, ...]] = {
    "view": ("view", "edit", "manage"),
    "edit": ("edit", "manage"),
    "manage": ("manage",),
}
_ROLES: dict[Need, tuple[str, ...]] = {
    "view": (Role.VIEWER, Role.ANALYST, Role.ADMIN),
    "edit": (Role.ANALYST, Role.ADMIN),
    "manage": (Role.ADMIN,),
}


def access_workspace(user: User, workspace_id: str, need: Need = "view") -> Workspace:
    """Return the workspace: view = any member, edit = analyst or admin (may create), manage = admin.

    Raises NotFound for anyone outside it, Forbidden for a member whose role does not reach.
    """
    membership = Membership.objects.select_related("workspace").filter(user_id=user.pk, workspace_id=workspace_id).first()
    if membership is None:
        raise NotFound("There is no such workspace, or it is not shared with you.")
    if membership.role not in _ROLES[need]:
        raise Forbidden(f"Your role in {membership.workspace.name} is {membership.role}. Ask an administrator of the workspace.")
    return membership.workspace


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces a person is a member of, the oldest membership first (that one is their default)."""
    return Workspace.objects.filter(memberships__user_id=user.pk).order_by("memberships__created_at", "pk")


def seats_of(user: User) -> QuerySet[Workspace]:
    """`workspaces_of`, each with the person's role there as `role`."""
    return workspaces_of(user).annotate(role=F("memberships__role"))


def role_in(user: User, workspace: Workspace) -> str:
    """The person's role in the workspace, or an empty string for a stranger."""
    return Membership.objects.filter(user_id=user.pk, workspace_id=workspace.pk).values_list("role", flat=True).first() or ""


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


def kind_of(obj: SharedObject) -> str:
    """The name under which grants and the audit trail know the kind of an object, such as `dashboards.dashboard`."""
    return obj._meta.label_lower


def grants_on(obj: SharedObject) -> QuerySet[Grant]:
    """The grants on one object with their people, by name."""
    return Grant.objects.select_related("user").filter(kind=kind_of(obj), object_id=obj.pk).order_by("user__name", "user__email")


def visible(model: type[T], user: User, need: Need = "view") -> QuerySet[T]:
    """All rows of `model` on which `user` has at least `need`, over the workspaces they are a member of."""
    roles = Membership.objects.filter(user_id=user.pk)
    granted = Grant.objects.filter(user_id=user.pk, kind=model._meta.label_lower, level__in=_LEVELS[need]).values("object_id")
    mine = Q(owner_id=user.pk) | Q(pk__in=granted)
    if need == "view":
        mine |= Q(visibility=Visibility.WORKSPACE)
    else:  # viewers may look, whatever they were granted or once owned
        roles = roles.exclude(role=Role.VIEWER)
    admin = Q(workspace_id__in=roles.filter(role=Role.ADMIN).values("workspace_id"))
    return model._default_manager.filter(workspace_id__in=roles.values("workspace_id")).filter(mine | admin)


def access_object(model: type[T], user: User, object_id: str, need: Need = "view") -> T:
    """Return one object; NotFound when the person may not even see it, Forbidden when seeing is all they may."""
    found = visible(model, user, need).filter(pk=object_id).first()
    if found is not None:
        return found
    name = model._meta.verbose_name
    if need != "view" and visible(model, user).filter(pk=object_id).exists():
        raise Forbidden(
            f"You can look at this {name} but not {'manage' if need == 'manage' else 'change'} it. Ask its owner for the right."
        )
    raise NotFound(f"There is no such {name}, or it is not shared with you.")


def favourites(model: type[T], user: User, workspace: Workspace) -> QuerySet[T]:
    """The person's starred rows of `model` in `workspace` that they may still see, by name."""
    starred = Favourite.objects.filter(user_id=user.pk, kind=model._meta.label_lower).values("object_id")
    return visible(model, user).filter(workspace=workspace, pk__in=starred).order_by("name", "pk")


def is_favourite(user: User, obj: SharedObject) -> bool:
    """Whether the person has starred the object."""
    return Favourite.objects.filter(user_id=user.pk, kind=kind_of(obj), object_id=obj.pk).exists()
