"""Looking at a workspace as somebody else does: for its administrators, only to look, and never at more than they may see themselves.

What is shown is what both may see: objects that both may look at, rows that the rules of both let through, columns under the
masks of both. What is a person's own (history, favourites, recents, settings, keys, jobs, uploads) is not shown at all.
"""

from __future__ import annotations

from typing import Any

from apps.core import audit
from apps.core.api import changes_something
from apps.core.errors import Forbidden, InvalidInput

from ..models import Group, Guise, Membership, Role, User, Workspace
from ..selectors import access_workspace
from .whom import read_whoms

# What may be looked at. Anything else (settings, members, keys, uploads, the admin site, system pages) is refused.
_SPACES = frozenset({"dashboards", "dashboards_api", "charts", "charts_api"})
_VIEWS = frozenset(
    {
        *(f"datasets:{name}" for name in ("list", "page", "profile", "versions", "column")),
        *(f"datasets_api:{name}" for name in ("collection", "item", "profile", "preview", "download", "versions", "version")),
        *("queries:list", "queries_api:execute", "queries_api:validate"),
        *(f"{space}:{name}" for space in ("accounts", "accounts_api") for name in ("collections", "collection", "access")),
    }
)
_STOP = "accounts:view_as_stop"


def look_as(*, user: User, workspace: Workspace, whom: str) -> User:
    """The person (a member's id), somebody of a group (`group:<id>`, as a viewer) or of a role (`role:<name>`), to look as.

    Raises Forbidden for non-administrators, NotFound for strangers, InvalidInput for whom nobody can look as.
    """
    by = user.real
    access_workspace(by, workspace.pk, "manage")
    fields = read_whoms(workspace.pk, [whom], "whom")[whom]
    if fields["user_id"]:
        return _person(by, workspace, str(fields["user_id"]))
    if fields["group_id"]:
        group = Group.objects.get(workspace=workspace, pk=fields["group_id"])
        return _made_up(Guise(by, workspace.pk, whom, Role.VIEWER, (group.pk,)), f"Somebody in {group}")
    if fields["role"]:
        return _made_up(Guise(by, workspace.pk, whom, str(fields["role"])), f"Any {Role(fields['role']).label.lower()}")
    raise InvalidInput("Choose a person, a group or a role.", fields={"whom": ["Choose a person, a group or a role."]})


def check(user: User, method: str, view_name: str, view: Any) -> None:
    """Raise Forbidden unless a request only looks, at what may be looked at through another's eyes."""
    if user.guise is None or view_name == _STOP:
        return
    seen = view_name in _VIEWS or view_name.partition(":")[0] in _SPACES
    if not seen or changes_something(method, view):
        raise Forbidden(f"You are looking as {user}, which is only for looking at data. Stop looking as {user} to do this.")


def note(user: User, workspace: Workspace, whom: str, *, begins: bool) -> None:
    """Write into the trail that an administrator began, or stopped, to look as somebody."""
    action = "workspace.view_as" if begins else "workspace.view_as_end"
    audit.record(action, user=user.real, workspace_id=workspace.pk, kind="workspace", object_id=workspace.pk, after={"whom": whom})


def _person(by: User, workspace: Workspace, person_id: str) -> User:
    seat = Membership.objects.select_related("user").get(workspace=workspace, user_id=person_id)
    if seat.user_id == by.pk:
        raise InvalidInput("You see what you see already. Choose somebody else.", fields={"whom": ["Choose somebody else."]})
    seat.user.guise = Guise(by, workspace.pk, seat.user_id)
    seat.user.is_staff = seat.user.is_superuser = False  # of this instance only
    return seat.user


def _made_up(guise: Guise, name: str) -> User:
    person = User(id=f"as {guise.role}"[:20], name=name, email="", preferences=dict(guise.by.preferences))
    person.guise = guise
    return person
