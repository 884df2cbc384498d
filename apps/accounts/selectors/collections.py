"""Collections as a person sees them: one, the tree, the way to it, what lies in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..models import Collection, SharedObject, User, Visibility, Workspace
from .rights import Need, access_object, visible


@dataclass
class Branch:
    """A collection with those in it."""

    collection: Collection
    inner: list[Branch] = field(default_factory=list)


def access_collection(user: User, collection_id: str, need: Need = "view") -> Collection:
    """Return the collection; NotFound for whoever may not see it, Forbidden when seeing is all they may."""
    return access_object(Collection, user, collection_id, need)


def shared_kinds() -> dict[str, type[SharedObject]]:
    """Everything that can be shared and lie in a collection, by its word in addresses: `chart`, `collection`, `dashboard`, `dataset`."""
    return {str(model._meta.model_name): model for model in sorted(SharedObject.__subclasses__(), key=lambda m: str(m._meta.model_name))}


def tree_of(user: User, workspace: Workspace) -> list[Branch]:
    """The collections that the person sees, by name; one whose parent they do not see stands at the top."""
    found = visible(Collection, user).filter(workspace=workspace).select_related("owner").order_by("name", "pk")
    branches = {one.pk: Branch(one) for one in found}
    top: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.collection.collection_id or "")
        (above.inner if above else top).append(branch)
    return top


def flat(branches: list[Branch], depth: int = 0) -> Iterator[tuple[int, Collection]]:
    """The tree line by line: (depth, collection)."""
    for branch in branches:
        yield depth, branch.collection
        yield from flat(branch.inner, depth + 1)


def way_to(user: User, obj: SharedObject) -> list[Collection]:
    """The collections from the top down to the one in which `obj` lies, as far as the person sees them without a gap."""
    if obj.collection_id is None:
        return []
    known = {one.pk: one for one in visible(Collection, user).filter(workspace_id=obj.workspace_id)}
    way: list[Collection] = []
    at = known.get(obj.collection_id)
    while at is not None and at not in way:
        way.insert(0, at)
        at = known.get(at.collection_id or "")
    return way


def contents_of(user: User, collection: Collection) -> list[tuple[str, SharedObject]]:
    """What lies in a collection and the person sees, without the collections in it: (kind, object) by kind and name."""
    found: list[tuple[str, SharedObject]] = []
    for kind, model in shared_kinds().items():
        if model is not Collection:
            lying = visible(model, user).filter(collection=collection).select_related("owner").order_by("name", "pk")
            found += [(kind, obj) for obj in lying if getattr(obj, "trashed_at", None) is None]
    return found


def inside_of(user: User, collection: Collection) -> list[Collection]:
    """The collections right in this one that the person sees, by name."""
    return list(visible(Collection, user).filter(collection=collection).select_related("owner").order_by("name", "pk"))


def lineage(collection: Collection, known: Mapping[str, Collection]) -> list[Collection]:
    """The collection and those above it, up to and with the first private one."""
    line = [collection]
    while line[-1].visibility == Visibility.WORKSPACE and line[-1].collection_id in known and len(line) <= len(known):
        line.append(known[str(line[-1].collection_id)])
    return line
