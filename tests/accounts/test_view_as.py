"""Looking as somebody else: only looking, at what both may see, and noted in the trail."""

from __future__ import annotations

from typing import Any

import pytest
from factories import PASSWORD, join, make_user
from rest_framework.test import APIClient

from apps.accounts.models import Role
from apps.accounts.selectors import visible
from apps.accounts.services.groups import save_group
from apps.accounts.services.guise import look_as
from apps.core.models import AuditEntry
from apps.dashboards.models import Dashboard, Visit
from apps.datasets.models import RowRule
from apps.datasets.selectors import source_for
from apps.queries.models import QueryRun

pytestmark = pytest.mark.django_db
ONLY_EU = {"field": "region", "op": "in", "values": ["EU"]}


@pytest.fixture
def boards(alice: Any, bob: Any, charlie: Any, workspace: Any, other_workspace: Any) -> dict[str, Any]:
    """One board everybody sees, one of alice's own, one of bob's elsewhere."""
    join(bob, other_workspace, Role.ANALYST)
    made = {"open": (alice, workspace, "workspace"), "hers": (alice, workspace, "private"), "elsewhere": (bob, other_workspace, "private")}
    return {
        name: Dashboard.objects.create(owner=owner, workspace=place, visibility=seen, name=f"{name} board")
        for name, (owner, place, seen) in made.items()
    }


def begin(client: Any, whom: str) -> None:
    assert client.post("/view-as/", {"whom": whom}).status_code == 302


def test_it_works(alice_client: Any, bob: Any, workspace: Any, boards: Any) -> None:
    begin(alice_client, bob.pk)
    listed = alice_client.get("/dashboards/").content.decode()
    assert "as <strong>Bob</strong>" in listed
    assert [name in listed for name in ("open board", "hers board", "elsewhere board")] == [True, False, False]
    assert [alice_client.get(boards[name].path).status_code for name in ("open", "hers", "elsewhere")] == [200, 404, 404]
    assert not Visit.objects.exists(), "nobody was there"
    assert alice_client.post("/view-as/stop/").status_code == 302
    assert "hers board" in alice_client.get("/dashboards/").content.decode()
    trail = AuditEntry.objects.filter(action__startswith="workspace.view_as").order_by("at")
    assert [(entry.action, entry.after) for entry in trail] == [
        ("workspace.view_as", {"whom": bob.pk}),
        ("workspace.view_as_end", {"whom": bob.pk}),
    ]


def test_nothing_can_be_changed_and_nothing_personal_is_shown(alice_client: Any, bob: Any, workspace: Any, boards: Any) -> None:
    begin(alice_client, bob.pk)
    board = boards["open"]
    changing = (
        f"/dashboards/{board.pk}/trash/",
        f"/favourites/dashboard/{board.pk}/",
        "/collections/new/",
        "/settings/theme/",
        "/view-as/",
    )
    assert {alice_client.post(path).status_code for path in changing} == {403}
    personal = (
        "/settings/",
        "/workspace/members/",
        "/workspace/audit/",
        "/data/upload/",
        "/admin/",
        "/api/v1/me",
        "/api/v1/queries/history",
    )
    assert {alice_client.get(path).status_code for path in personal} <= {403, 404}
    assert "Stop looking as Bob" in alice_client.get("/settings/").content.decode()
    board.refresh_from_db()
    assert board.trashed_at is None


def test_made_up_people_have_the_rights_of_their_role_and_group(alice: Any, bob: Any, workspace: Any, boards: Any) -> None:
    group = save_group(user=alice, workspace=workspace, name="Europe", members=[])
    viewer, member = (look_as(user=alice, workspace=workspace, whom=whom) for whom in ("role:viewer", f"group:{group.pk}"))
    from apps.accounts.services.rights import share

    share(user=alice, obj=boards["hers"], grants={f"group:{group.pk}": "edit"})
    assert [one.name for one in visible(Dashboard, viewer)] == ["open board"]
    assert {one.name for one in visible(Dashboard, member)} == {"open board", "hers board"}
    assert not visible(Dashboard, member, "edit").exists(), "somebody of a group is a viewer"


def test_the_rules_of_both_bind_and_the_administrator_sees_no_more_than_alone(alice: Any, bob: Any, workspace: Any, dataset: Any) -> None:
    """Another administrator, who may see two columns less, looks as bob and as the owner."""
    dora = make_user("dora")
    join(dora, workspace, Role.ADMIN)
    RowRule.objects.create(dataset=dataset, user=bob, filter=ONLY_EU)
    RowRule.objects.create(dataset=dataset, role=Role.ADMIN, masked={"price": "hide"})
    as_bob = source_for(look_as(user=dora, workspace=workspace, whom=bob.pk), dataset)
    assert (as_bob.row_filter, dict(as_bob.masks)) == (ONLY_EU, {"price": "hide"})
    as_owner = source_for(look_as(user=dora, workspace=workspace, whom=alice.pk), dataset)
    assert (as_owner.row_filter, dict(as_owner.masks)) == (None, {"price": "hide"})
    as_viewer = source_for(look_as(user=dora, workspace=workspace, whom="role:viewer"), dataset)
    assert (as_viewer.row_filter, dict(as_viewer.masks)) == (None, {"price": "hide"})


def test_queries_are_the_administrators_own(alice_client: Any, alice: Any, bob: Any, workspace: Any, dataset: Any) -> None:
    RowRule.objects.create(dataset=dataset, user=bob, filter=ONLY_EU)
    begin(alice_client, bob.pk)
    asked = {"spec": {"dataset": dataset.pk, "dimensions": [{"field": "region"}], "measures": [{"agg": "count"}]}}
    answer = alice_client.post("/api/v1/queries/execute", asked, content_type="application/json")
    assert [row[0] for row in answer.json()["rows"]] == ["EU"]
    assert [run.user for run in QueryRun.objects.all()] == [alice]
    assert alice_client.get(f"/datasets/{dataset.pk}/profile/", follow=True).status_code == 200


@pytest.mark.parametrize("whom", ["everyone", "role:king", "group:none", "nobody", ""])
def test_whom_nobody_can_look_as(alice_client: Any, workspace: Any, whom: str) -> None:
    assert alice_client.post("/view-as/", {"whom": whom}).status_code == 400
    assert "Stop" not in alice_client.get("/dashboards/").content.decode()


def test_only_administrators_look_as_others_and_only_while_they_are(
    alice_client: Any, bob_client: Any, alice: Any, bob: Any, workspace: Any
) -> None:
    assert bob_client.post("/view-as/", {"whom": alice.pk}).status_code == 403
    begin(alice_client, bob.pk)
    join(alice, workspace, Role.VIEWER)
    assert "You look at" not in alice_client.get("/dashboards/").content.decode()


def test_programs_name_the_person_in_a_header(alice: Any, bob: Any, workspace: Any, boards: Any) -> None:
    client = APIClient()
    token = client.post("/api/v1/auth/token", {"email": alice.email, "password": PASSWORD}, format="json").json()["access"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    first = client.get("/api/v1/dashboards/", headers={"X-View-As": bob.pk})
    assert first.status_code == 200, first.content[:3000]
    names = [one["name"] for one in first.json()["items"]]
    assert names == ["open board"]
    url = f"/api/v1/dashboards/{boards['open'].pk}"
    assert client.delete(url, headers={"X-View-As": bob.pk, "If-Match": "*"}).status_code == 403
    assert client.get("/api/v1/me", headers={"X-View-As": bob.pk}).status_code == 403
    assert len(client.get("/api/v1/dashboards/").json()["items"]) == 2
