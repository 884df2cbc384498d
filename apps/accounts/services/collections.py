"""Make, rename, delete collections, and move things between them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import RestrictedError

from apps.core import audit
from apps.core.errors import Conflict, InvalidInput

from ..models import Collection, SharedObject, User, Visibility, Workspace
from ..selectors import access_object, access_workspace, kind_of
from ..selectors.collections import access_collection
from .heritage import settle
from .rights import forget_grants

DEEPEST = 10


@transaction.atomic
def create_collection(
    *,
    user: User,
    workspace: Workspace,
    name: str,
    description: str = "",
    collection: str | None = None,
    visibility: str = Visibility.WORKSPACE,
) -> Collection:
    """Make a collection at the top of the workspace, or within `collection` (an id), which the person may change.

    Raises Forbidden for people who only look, NotFound for a collection they do not see, InvalidInput.
    """
    access_workspace(user, workspace.pk, "edit")
    if visibility not in Visibility.values:
        raise InvalidInput("Choose private or workspace.", fields={"visibility": ["Choose private or workspace."]})
    above = _target(user, workspace.pk, collection)
    made = Collection(workspace=workspace, owner=user, name=_name(name), description=description.strip()[:2000], visibility=visibility)
    made.collection = above
    made.save(force_insert=True)
    settle(workspace.pk)
    _record("collection.create", user, made, after={"name": made.name, "collection": collection, "visibility": visibility})
    made.refresh_from_db()
    return made


@transaction.atomic
def change_collection(*, user: User, collection_id: str, name: str | None = None, description: str | None = None) -> Collection:
    """Rename or describe a collection that the person may change."""
    found = access_collection(user, collection_id, "edit")
    before = {"name": found.name, "description": found.description}
    found.name = found.name if name is None else _name(name)
    found.description = found.description if description is None else description.strip()[:2000]
    found.save(update_fields=["name", "description", "updated_at"])
    _record("collection.update", user, found, before=before, after={"name": found.name, "description": found.description})
    return found


def delete_collection(*, user: User, collection_id: str) -> None:
    """Delete an empty collection that the person manages. Raises Conflict while anything lies in it, also in the trash."""
    found = access_collection(user, collection_id, "manage")
    try:
        with transaction.atomic():
            _record("collection.delete", user, found, before={"name": found.name})
            forget_grants(found)
            found.delete()
            settle(found.workspace_id)
    except RestrictedError:
        raise Conflict(
            f"{found.name} is not empty. Move what lies in it first; others may keep things there that you do not see."
        ) from None


@transaction.atomic
def move(*, user: User, obj: SharedObject, to: str | None) -> SharedObject:
    """Put an object that the person manages into a collection that they may change (`to`, an id), or with None at the top.

    Raises NotFound, Forbidden, and InvalidInput for a collection that would lie in itself or too deep.
    """
    stored = access_object(type(obj), user, obj.pk, "manage")
    above = _target(user, stored.workspace_id, to)
    if isinstance(stored, Collection) and above is not None:
        _check_nesting(stored, above)
    before, stored.collection = stored.collection_id, above
    stored.save(update_fields=["collection"])
    if isinstance(stored, Collection):
        settle(stored.workspace_id)
    if before != stored.collection_id:
        _record("object.move", user, stored, before={"collection": before}, after={"collection": stored.collection_id})
    return stored


def _target(user: User, workspace_id: str, to: str | None) -> Collection | None:
    if to is None:
        access_workspace(user, workspace_id, "edit")
        return None
    above = access_collection(user, to, "edit")
    if above.workspace_id != workspace_id:
        raise InvalidInput("Choose a collection of the same workspace.", fields={"collection": ["Of another workspace."]})
    return above


def _check_nesting(moved: Collection, above: Collection) -> None:
    found = {one.pk: one for one in Collection.objects.select_for_update().filter(workspace_id=moved.workspace_id)}
    depth, at = 1, found.get(above.pk)
    while at is not None and depth <= len(found) + 1:
        if at.pk == moved.pk:
            raise InvalidInput(f"{moved.name} cannot lie in itself.", fields={"collection": ["Choose another collection."]})
        depth, at = depth + 1, found.get(at.collection_id or "")
    if depth + _height(moved.pk, found) > DEEPEST:
        raise InvalidInput(f"Collections lie at most {DEEPEST} deep.", fields={"collection": ["Too deep."]})


def _height(top: str, found: Mapping[str, Collection]) -> int:
    inner = [one.pk for one in found.values() if one.collection_id == top]
    return 1 + max((_height(one, found) for one in inner), default=0) if inner else 0


def _name(text: str) -> str:
    name = text.strip()[:200]
    if not name:
        raise InvalidInput("Give the collection a name.", fields={"name": ["Give the collection a name."]})
    return name


def _record(action: str, user: User, obj: SharedObject, **change: object) -> None:
    audit.record(action, user=user, workspace_id=obj.workspace_id, kind=kind_of(obj), object_id=obj.pk, **change)  # type: ignore[arg-type]  # before, after
