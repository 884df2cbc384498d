"""The audit trail as administrators read it: searched, by days, as a file, and by nobody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from apps.accounts.services import keeping
from apps.core import audit
from apps.core.audit import chain
from apps.core.models import AuditChain, AuditEntry

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


def test_lines_for_programs_prove_the_chain_again(alice_client: Any, acts: None) -> None:
    chain.seal()
    lines = [json.loads(line) for line in b"".join(alice_client.get(FILE, {"format": "jsonl"}).streaming_content).splitlines()]
    placed = sorted((line for line in lines if line["seq"]), key=lambda line: line["seq"])
    assert [line["action"] for line in placed] == ["dashboard.save", "signin"]
    assert placed[1]["previous"] == placed[0]["digest"]
    assert lines[0]["action"] == "audit.export"
    assert alice_client.get(FILE, {"format": "exe"}).status_code == 400


def test_the_page_says_how_far_the_trail_was_proved(alice_client: Any, bob_client: Any, workspace: Any, acts: None) -> None:
    assert "Not checked yet" in alice_client.get(PAGE).content.decode()
    assert alice_client.post(f"{PAGE}check/").status_code == 302
    assert "Verified up to entry" in alice_client.get(PAGE).content.decode()
    AuditChain.objects.filter(workspace_id=workspace.pk).update(problem="Entry 1 was changed.")
    assert "Entry 1 was changed." in alice_client.get(PAGE).content.decode()
    assert bob_client.post(f"{PAGE}check/").status_code == 403
    assert bob_client.post(f"{PAGE}keep/", {"days": "90"}).status_code == 403


def test_a_workspace_says_how_long_entries_are_kept(alice_client: Any, alice_api: Any, workspace: Any, settings: Any, acts: None) -> None:
    assert keeping.days_of(workspace) == 730
    alice_client.post(f"{PAGE}keep/", {"days": "90"})
    path = f"/api/v1/workspaces/{workspace.pk}/audit/chain"
    assert (alice_api.get(path).json()["days"], alice_api.get(path).json()["own"]) == (90, True)
    assert alice_api.patch(path, {"days": 3}).status_code == 400
    assert alice_api.patch(path, {"days": 0}).json()["days"] == 0
    told = AuditEntry.objects.filter(action="audit.keep").latest("pk")
    assert (told.before, told.after) == ({"days": 90}, {"days": 0})
    assert alice_api.post(path).status_code == 202
    assert alice_api.get(path).json()["problem"] == ""


def test_retention_removes_what_is_older_than_its_workspace_keeps(alice: Any, workspace: Any, other_workspace: Any, acts: None) -> None:
    chain.seal()
    keeping.keep_for(user=alice, workspace=workspace, days=30)
    later = timezone.now() + timedelta(days=40)
    with patch("apps.accounts.services.keeping.timezone.now", lambda: later):
        assert keeping.remove_old() == 2
        chain.seal()
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"elsewhere.act", "audit.keep", "audit.expire"}
    assert all(found.ok for found in keeping.prove())


def test_programs_take_the_file(alice_api: Any, bob_api: Any, workspace: Any, acts: None) -> None:
    path = f"/api/v1/workspaces/{workspace.pk}/audit/export"
    assert b"".join(alice_api.get(path).streaming_content).startswith(b"at,person")
    assert bob_api.get(path).status_code == 403


def test_programs_read_it_by_pages(alice_api: Any, bob_api: Any, charlie_api: Any, workspace: Any, acts: None) -> None:
    path = f"/api/v1/workspaces/{workspace.pk}/audit"
    first = alice_api.get(path, {"limit": 1}).json()
    assert [entry["action"] for entry in first["items"]] == ["signin"]
    second = alice_api.get(path, {"limit": 1, "cursor": first["next"]}).json()
    assert [entry["action"] for entry in second["items"]] == ["dashboard.save"]
    assert second["next"] is None
    assert bob_api.get(path).status_code == 403
    assert charlie_api.get(path).status_code == 404
