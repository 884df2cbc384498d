"""Sharing: visibility and grants decide what each person may do with an object."""

from __future__ import annotations

import pytest
from factories import join, make_user
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Grant, Membership, Role, Visibility
from apps.accounts.selectors import access_object, grants_on, people_in, visible
from apps.accounts.services import rights
from apps.core.errors import Forbidden, InvalidInput, NotFound
from apps.core.models import AuditEntry
from apps.dashboards.models import Dashboard

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(alice, workspace):
    return Dashboard.objects.create(workspace=workspace, owner=alice, name="Sales")


def may(user, obj, need: str) -> str:
    try:
        access_object(type(obj), user, obj.pk, need)
    except NotFound:
        return "404"
    except Forbidden:
        return "403"
    return "yes"


def test_it_works(alice, bob, charlie, workspace, board):
    assert [may(who, board, "view") for who in (alice, bob, charlie)] == ["yes", "404", "404"]
    shared = rights.share(user=alice, obj=board, visibility="workspace")
    assert (shared.visibility, shared.version) == ("workspace", 2)
    assert [may(who, board, "view") for who in (alice, bob, charlie)] == ["yes", "yes", "404"]
    entry = AuditEntry.objects.get(action="object.share")
    assert (entry.before["visibility"], entry.after["visibility"], entry.kind) == ("private", "workspace", "dashboards.dashboard")


def test_a_grant_lets_one_person_edit(alice, bob, workspace, board):
    join(bob, workspace, Role.ANALYST)
    rights.share(user=alice, obj=board, grants={bob.pk: "edit"})
    assert [may(bob, board, need) for need in ("view", "edit", "manage")] == ["yes", "yes", "403"]
    assert [(grant.user, grant.level) for grant in grants_on(board)] == [(bob, "edit")]


def test_a_viewer_only_looks_whatever_they_are_granted(alice, bob, board):
    rights.share(user=alice, obj=board, grants={bob.pk: "manage"})
    assert [may(bob, board, need) for need in ("view", "edit", "manage")] == ["yes", "403", "403"]


def test_grants_replace_earlier_ones(alice, bob, workspace, board):
    dora = make_user("dora")
    join(dora, workspace, Role.VIEWER)
    rights.share(user=alice, obj=board, grants={bob.pk: "view"})
    rights.share(user=alice, obj=board, grants={dora.pk: "view"})
    assert [may(who, board, "view") for who in (bob, dora)] == ["404", "yes"]
    rights.share(user=alice, obj=board, grants={})
    assert not Grant.objects.exists()


def test_what_is_not_given_stays(alice, bob, board):
    rights.share(user=alice, obj=board, grants={bob.pk: "view"})
    rights.share(user=alice, obj=board, visibility="workspace")
    rights.share(user=alice, obj=board)
    assert rights.rights_of(board) | {"visibility": "x"} == {"visibility": "x", "grants": {bob.pk: "view"}}
    assert AuditEntry.objects.filter(action="object.share").count() == 2, "no change, no entry"


def test_only_who_manages_shares(alice, bob, charlie, workspace, board):
    join(bob, workspace, Role.ANALYST)
    rights.share(user=alice, obj=board, grants={bob.pk: "edit"})
    with pytest.raises(Forbidden):
        rights.share(user=bob, obj=board, visibility="workspace")
    with pytest.raises(NotFound):
        rights.share(user=charlie, obj=board, visibility="workspace")


def test_nothing_is_shared_outside_the_workspace(alice, charlie, board):
    with pytest.raises(InvalidInput):
        rights.share(user=alice, obj=board, grants={charlie.pk: "view"})
    assert not Grant.objects.exists()


@pytest.mark.parametrize("wrong", [{"visibility": "public"}, {"grants": "level"}])
def test_unknown_words_are_refused(alice, bob, board, wrong):
    wrong = {"grants": {bob.pk: "own"}} if "grants" in wrong else wrong
    with pytest.raises(InvalidInput):
        rights.share(user=alice, obj=board, **wrong)


def test_people_in_a_workspace(alice, bob, workspace):
    assert [seat.user for seat in people_in(workspace)] == [alice, bob]


ROLES = st.sampled_from([None, "viewer", "analyst", "admin"])


@given(role=ROLES, owns=st.booleans(), grant=st.sampled_from([None, "view", "edit", "manage"]), shared=st.booleans())
def test_rights_follow_one_rule(alice, bob, workspace, role, owns, grant, shared):
    Membership.objects.filter(user=bob).delete()
    if role:
        join(bob, workspace, Role(role))
    visibility = Visibility.WORKSPACE if shared else Visibility.PRIVATE
    board = Dashboard.objects.create(workspace=workspace, owner=bob if owns else alice, name="x", visibility=visibility)
    if grant:
        Grant.objects.create(workspace=workspace, kind="dashboards.dashboard", object_id=board.pk, user=bob, level=grant)
    levels = ["view", "edit", "manage"]
    reach = 3 if owns or role == "admin" else max(levels.index(grant) + 1 if grant else 0, 1 if shared else 0)
    reach = 0 if role is None else min(reach, 1) if role == "viewer" else reach
    for index, need in enumerate(levels):
        expected = "yes" if index < reach else "403" if reach else "404"
        assert may(bob, board, need) == expected, (role, owns, grant, shared, need)
        assert (board in visible(Dashboard, bob, need)) == (index < reach)
