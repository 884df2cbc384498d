"""The audit trail as administrators read it: searched, by days, as a file, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from apps.core import audit
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE, FILE = "/workspace/audit/", "/workspace/audit/export/"


@pytest.fixture
def acts(alice: Any, bob: Any, workspace: Any, other_workspace: Any) -> None:
    for user, action, inside in (
        (alice, "dashboard.save", workspace),
        (bob, "signin", workspace),
        (alice, "elsewhere.act", other_workspace),
    ):
        audit.record(action, user=user, workspace_id=inside.pk, kind="thing", object_id="x1", after={"name": "=1+1"})


def told(page: Any) -> list[str]:
    return [entry.action for entry in page.context["page"].items]


def test_it_works(alice_client: Any, acts: None) -> None:
    page = alice_client.get(PAGE)
    assert told(page) == ["signin", "dashboard.save"]
    assert told(alice_client.get(PAGE, {"q": "alice save"})) == ["dashboard.save"]
    assert told(alice_client.get(PAGE, {"q": "nothing"})) == []
    assert "Nothing was done that fits" in alice_client.get(PAGE, {"q": "nothing"}).content.decode()


def test_days_are_the_persons(alice_client: Any, acts: None) -> None:
    day = AuditEntry.objects.latest("at").at.date().isoformat()
    assert len(told(alice_client.get(PAGE, {"since": day, "until": day}))) == 2
    assert told(alice_client.get(PAGE, {"until": "2020-01-01"})) == []
    assert alice_client.get(PAGE, {"since": "soon"}).status_code == 400


def test_only_administrators_read_it(bob_client: Any, charlie_client: Any, acts: None) -> None:
    assert bob_client.get(PAGE).status_code == 403
    assert bob_client.get(FILE).status_code == 403
    assert told(charlie_client.get(PAGE)) == ["elsewhere.act"]


def test_the_file_has_all_and_runs_nothing_in_a_spreadsheet(alice_client: Any, alice: Any, workspace: Any, acts: None) -> None:
    audit.record("=HYPERLINK(1)", user=alice, workspace_id=workspace.pk)
    answer = alice_client.get(FILE)
    text = b"".join(answer.streaming_content).decode()
    lines = text.splitlines()
    assert lines[0] == "at,person,action,kind,object,address,request_id,before,after"
    assert len(lines) == 5  # with the entry about this very download
    assert "'=HYPERLINK(1)" in text
    assert AuditEntry.objects.filter(action="audit.export", user=alice).count() == 1


def test_programs_read_it_by_pages(alice_api: Any, bob_api: Any, charlie_api: Any, workspace: Any, acts: None) -> None:
    path = f"/api/v1/workspaces/{workspace.pk}/audit"
    first = alice_api.get(path, {"limit": 1}).json()
    assert [entry["action"] for entry in first["items"]] == ["signin"]
    second = alice_api.get(path, {"limit": 1, "cursor": first["next"]}).json()
    assert [entry["action"] for entry in second["items"]] == ["dashboard.save"]
    assert second["next"] is None
    assert bob_api.get(path).status_code == 403
    assert charlie_api.get(path).status_code == 404
