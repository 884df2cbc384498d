"""Stars: what a person keeps at hand."""

from __future__ import annotations

from apps.core.errors import NotFound

from ..models import Favourite, SharedObject, User
from ..selectors import access_object, kind_of, visible


def starred_model(kind: str) -> type[SharedObject]:
    """The model behind a word of an address such as `dashboard`; raises NotFound for anything that cannot be shared."""
    for model in SharedObject.__subclasses__():
        if model._meta.model_name == kind:
            return model
    raise NotFound(f"There are no favourites of the kind {kind}.")


def set_favourite(*, user: User, kind: str, object_id: str, wanted: bool) -> SharedObject:
    """Put the person's star on an object they may see, or take it off; doing it twice is no error. Returns the object.

    Raises NotFound for what they may not see.
    """
    obj = access_object(starred_model(kind), user, object_id)
    if wanted:
        Favourite.objects.get_or_create(user=user, kind=kind_of(obj), object_id=obj.pk, defaults={"workspace_id": obj.workspace_id})
    else:
        Favourite.objects.filter(user=user, kind=kind_of(obj), object_id=obj.pk).delete()
    return obj


def favourites_of(user: User) -> list[SharedObject]:
    """Everything the person has starred and may still see, over all their workspaces, by kind and name."""
    found: list[SharedObject] = []
    for model in sorted(SharedObject.__subclasses__(), key=lambda model: str(model._meta.model_name)):
        starred = Favourite.objects.filter(user=user, kind=model._meta.label_lower).values("object_id")
        found += visible(model, user).filter(pk__in=starred).order_by("name", "pk")
    return found
