"""Rows of a workspace are never asked for without saying of which one."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Grant, Group, Membership
from apps.core import tenancy
from apps.core.tenancy import TenantManager, Unscoped
from apps.dashboards.models import Dashboard

pytestmark = pytest.mark.django_db
# rows of these may belong to no workspace at all; they are read through selectors and kept apart by tests of their own
WITHOUT_ONE = {"core.Job", "core.AuditEntry", "core.AuditHead", "core.AuditChain"}


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenancy, "excuses", [])


def test_it_works(alice: Any, charlie: Any, workspace: Any, other_workspace: Any) -> None:
    mine = Dashboard.objects.create(workspace=workspace, owner=alice, name="Mine")
    Dashboard.objects.create(workspace=other_workspace, owner=charlie, name="Theirs")
    with pytest.raises(Unscoped, match="asked for over all workspaces"):
        list(Dashboard.objects.all())
    assert list(Dashboard.objects.filter(workspace=workspace)) == [mine]
    assert Dashboard.objects.unscoped("this test counts all").filter(name__contains="e").count() == 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda found: found.count(),
        lambda found: found.exists(),
        lambda found: found.first(),
        lambda found: found.filter(name="Mine").get(),
        lambda found: list(found.values_list("name")),
        lambda found: list(found.exclude(workspace="w").iterator()),
        lambda found: list(found.filter(Q(workspace="w") | Q(name="x"))),
        lambda found: list(found.filter(~Q(workspace="w"))),
        lambda found: list(found.filter(name="x").union(found.filter(name="y"))),
        lambda found: found.filter(name="Mine").update(name="Hers"),
        lambda found: found.filter(name="Mine").delete(),
        lambda found: list(found.filter(visibility="workspace").select_related("owner")[:3]),
    ],
    ids=range(12),
)
def test_every_way_of_asking_is_checked(workspace: Any, ask: Any) -> None:
    with pytest.raises(Unscoped):
        ask(Dashboard.objects.all())


def test_what_names_a_workspace_or_anything_in_one_is_scoped(alice: Any, workspace: Any) -> None:
    seats = Membership.objects.filter(user=alice)
    scoped = [
        Dashboard.objects.filter(workspace=workspace),
        Dashboard.objects.filter(workspace_id__in=seats.values("workspace_id")),
        Dashboard.objects.filter(pk="some"),
        Dashboard.objects.filter(Q(owner=alice) | Q(pk__in=["a"]), name="x"),
        Dashboard.objects.none(),
        Grant.objects.filter(kind="x", object_id="y"),
        Group.objects.filter(seats__user=alice),
        workspace.memberships.all(),
        Membership.objects.filter(Exists(Group.objects.filter(name="x", seats=OuterRef("pk"))), workspace=workspace),
    ]
    for found in scoped:
        list(found)


def test_saving_following_and_deleting_need_no_reason(alice: Any, workspace: Any) -> None:
    board = Dashboard.objects.create(workspace=workspace, owner=alice, name="Mine")
    board.name = "Still mine"
    board.save()
    board.refresh_from_db()
    assert (board.workspace, board.owner) == (workspace, alice)
    board.delete()


def test_every_model_with_a_workspace_has_such_a_manager() -> None:
    bare = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        and any(field.name in ("workspace", "workspace_id") for field in model._meta.concrete_fields)
        and not isinstance(model._default_manager, TenantManager)
    }
    assert bare - WITHOUT_ONE == set(), "give it `objects = TenantManager()`"
