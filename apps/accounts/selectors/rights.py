"""Who may do what with an object: by owning it, by grants, by its visibility, by running the workspace. The strongest of them counts."""

from __future__ import annotations

from typing import Literal, TypeVar, cast

from django.db.models import F, Q, QuerySet

from apps.core.errors import Forbidden, NotFound

from ..models import Collection, Favourite, Grant, Heritage, Role, SharedObject, User, Visibility, Workspace
from .standing import for_them, inside

Need = Literal["view", "edit", "manage"]
T = TypeVar("T", bound=SharedObject)

LEVELS: dict[Need, tuple[str, ...]] = {
    "view": ("view", "edit", "manage"),
    "edit": ("edit", "manage"),
    "manage": ("manage",),
}


def kind_of(obj: SharedObject) -> str:
    """The name under which grants and the audit trail know the kind of an object, such as `dashboards.dashboard`."""
    return obj._meta.label_lower


def grants_on(obj: SharedObject) -> QuerySet[Grant]:
    """The grants on one object with their people and groups: people by name, then groups, roles, everybody."""
    found = Grant.objects.select_related("user", "group").filter(kind=kind_of(obj), object_id=obj.pk)
    return found.order_by(F("user__name").asc(nulls_last=True), "user__email", F("group__name").asc(nulls_last=True), "-role")


def visible(model: type[T], user: User, need: Need = "view") -> QuerySet[T]:
    """All rows of `model` on which `user` has at least `need`, over the workspaces they are a member of.

    Whoever looks through another's eyes sees what both may see.
    """
    found = _reached(model, user, need)
    return found.filter(pk__in=_reached(model, user.guise.by, need).values("pk")) if user.guise else found


def _reached(model: type[T], user: User, need: Need) -> QuerySet[T]:
    mine = Q(owner_id=user.pk) | Q(pk__in=granted(user, model._meta.label_lower, need))
    mine |= Q(visibility=Visibility.WORKSPACE) & _by_place(user, need)
    # viewers may look, whatever they were granted or once owned
    roles = Role.values if need == "view" else [Role.ANALYST, Role.ADMIN]
    found = model._default_manager.filter(inside(user, roles)).filter(mine | inside(user, [Role.ADMIN]))
    return cast("QuerySet[T]", found)


def _by_place(user: User, need: Need) -> Q:
    """What lies where the person has `need`: in a collection that inherits from one they own or were granted, or in the open."""
    kind = Collection._meta.label_lower
    sources = Q(source__owner_id=user.pk) | Q(source_id__in=granted(user, kind, need))
    place = Q(collection_id__in=Heritage.objects.filter(sources).values("collection_id"))
    if need == "view":
        place |= Q(collection=None) | Q(collection_id__in=Collection.objects.filter(is_open=True).values("pk"))
    return place


def granted(user: User, kind: str, need: Need) -> QuerySet[Grant, str]:
    """The ids of the objects of `kind` on which somebody granted the person, their group, their role or everybody at least `need`."""
    return Grant.objects.filter(for_them(user), inside(user), kind=kind, level__in=LEVELS[need]).values_list("object_id", flat=True)


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
    if user.guise:  # what people keep at hand is theirs alone
        return visible(model, user).none()
    starred = Favourite.objects.filter(user_id=user.pk, kind=model._meta.label_lower).values("object_id")
    return visible(model, user).filter(workspace=workspace, pk__in=starred).order_by("name", "pk")


def is_favourite(user: User, obj: SharedObject) -> bool:
    """Whether the person has starred the object."""
    return not user.guise and Favourite.objects.filter(user_id=user.pk, kind=kind_of(obj), object_id=obj.pk).exists()
