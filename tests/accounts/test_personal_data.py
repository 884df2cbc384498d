"""A person's data as a file for them, and the end of an account that leaves no address in any table."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from api.world import MARK, make_world
from django.core import mail
from django.db import connection
from django.utils import timezone
from factories import join, make_user, make_workspace

from apps.accounts.models import Deletion, PersonalExport, Role, User, Workspace
from apps.accounts.services import erasing, invitations, personal, personal_data
from apps.charts.models import Chart
from apps.core import audit, storage
from apps.core.audit import chain, verify
from apps.core.models import AuditEntry, Job
from apps.dashboards.models import Dashboard

pytestmark = pytest.mark.django_db


def unzipped(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def tables_with(text: str) -> list[str]:
    """Every table and column of the database that holds the text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for column in columns:
                cursor.execute(f'select count(*) from "{table}" where lower(cast("{column}" as text)) like %s', [f"%{text.lower()}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


def test_it_works(alice_client, alice, bob, workspace, tmp_path):
    make_world(alice, bob, workspace, tmp_path)
    personal.store_setting(user=alice, key="widget:1", value={"wide": True})
    assert "Gather my data" in alice_client.get("/settings/").content.decode()
    assert alice_client.post("/settings/data/").status_code == 302
    assert "Take the file" in alice_client.get("/settings/").content.decode()
    key = PersonalExport.objects.get().storage_key
    file = unzipped(alice_client.post("/settings/data/take/"))
    names = set(file.namelist())
    assert {"accounts.user.json", "accounts.membership.json", "charts.chart.json", "core.auditentry.json"} <= names
    assert any(name.startswith("files/") and name.endswith(".parquet") for name in names)
    assert json.loads(file.read("accounts.user.json"))[0]["email"] == "alice@example.com"
    assert json.loads(file.read("accounts.personalsetting.json"))[0]["value"] == {"wide": True}
    everything = "".join(file.read(name).decode() for name in names if name.endswith(".json"))
    assert "password" not in json.loads(file.read("accounts.user.json"))[0]
    assert "argon2" not in everything
    assert "md5$" not in everything
    assert alice_client.post("/settings/data/take/").status_code == 404, "once"
    assert not storage.exists(key)


def test_a_stranger_takes_nothing(alice, charlie_client, charlie_api):
    personal_data.start_export(user=alice)
    assert charlie_client.post("/settings/data/take/").status_code == 404
    assert charlie_api.get("/api/v1/me/export").json()["ready"] is False


def test_an_export_ends_after_its_week(alice_api, alice):
    assert alice_api.post("/api/v1/me/export").status_code == 202
    assert alice_api.get("/api/v1/me/export").json()["ready"] is True
    key = PersonalExport.objects.get().storage_key
    PersonalExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert alice_api.post("/api/v1/me/export/take").status_code == 404
    assert personal_data.remove_expired() == 1
    assert not storage.exists(key)


def test_only_one_export_at_a_time(alice_api, alice):
    Job.objects.create(kind=personal_data.KIND, owner=alice, state="running")
    assert alice_api.post("/api/v1/me/export").status_code == 409


def test_an_account_goes_and_no_table_keeps_the_address(alice, bob, workspace, tmp_path, alice_client, nobody_client):
    world = make_world(alice, bob, workspace, tmp_path)
    gone, email = alice.pk, alice.email
    join(bob, workspace, Role.VIEWER)
    nobody_client.post("/accounts/login/", {"login": email, "password": "wrong guess 1"})
    charlie = make_user("charlie")
    elsewhere = make_workspace("Elsewhere", admin=charlie)
    invitations.invite(user=charlie, workspace=elsewhere, email=email, role="viewer", base_url="http://x")
    audit.record("member.add", user=charlie, workspace_id=elsewhere.pk, after={"email": email.upper(), "note": f"<{email}>"})
    Chart.objects.filter(pk=world.chart.pk).update(description=f"Ask {email.title()} about it")
    personal_data.start_export(user=alice)
    lone = make_workspace("Mine alone", admin=alice)
    erasing.ask(user=alice, by=alice, heirs={workspace.pk: bob.pk}, confirm=email)
    Job.objects.create(kind="tests.mail", params={"to": email}, message=f"to {email}")
    assert tables_with(email)
    Deletion.objects.update(due_at=timezone.now())
    assert erasing.erase_due() == 1
    assert tables_with(email) == []
    assert not User.objects.filter(pk=gone).exists()
    assert not Workspace.objects.filter(pk=lone.pk).exists()
    assert Dashboard.objects.get(pk=world.dashboard.pk).owner_id == bob.pk
    assert Chart.objects.get(pk=world.chart.pk).description == "Ask former person about it"
    assert bob.memberships.get(workspace=workspace).role == Role.ADMIN, "somebody has to run it"
    told = AuditEntry.objects.filter(user_id=gone).first()
    assert told is not None
    assert told.actor == f"former person {gone}"
    chain.seal()
    assert all(found.ok for found in verify.verify_all())
    assert alice_client.get("/settings/").status_code == 302, "signed out"


def test_there_is_time_to_think(alice_client, alice, bob, workspace, tmp_path):
    make_world(alice, bob, workspace, tmp_path)
    page = alice_client.get("/settings/delete/").content.decode()
    assert "Who gets your" in page
    assert alice_client.post("/settings/delete/", {"confirm": alice.email}).status_code == 400, "somebody has to get the objects"
    assert alice_client.post("/settings/delete/", {"confirm": "no", f"heir-{workspace.pk}": bob.pk}).status_code == 400
    assert alice_client.post("/settings/delete/", {"confirm": alice.email, f"heir-{workspace.pk}": alice.pk}).status_code == 400
    said = {"confirm": alice.email, f"heir-{workspace.pk}": bob.pk}
    assert alice_client.post("/settings/delete/", said).status_code == 302
    assert "Your account will be deleted" in mail.outbox[-1].subject
    assert erasing.erase_due() == 0
    assert "Keep my account" in alice_client.get("/settings/").content.decode()
    alice_client.post("/settings/keep/")
    assert not Deletion.objects.exists()


def test_programs_ask_for_it_too(alice_api, alice, bob, workspace):
    path = "/api/v1/me/deletion"
    assert alice_api.post(path, {"confirm": "bob@example.com"}).status_code == 400
    assert alice_api.post(path, {"confirm": alice.email, "heirs": {workspace.pk: bob.pk}}).json()["heirs"] == {workspace.pk: bob.pk}
    assert alice_api.delete(path).status_code == 204


def test_a_lone_workspace_goes_with_all_that_is_in_it(alice, bob, workspace, tmp_path):
    world = make_world(alice, bob, workspace, tmp_path)
    workspace.memberships.filter(user=bob).delete()
    erasing.erase(user=alice)
    assert not Workspace.objects.filter(pk=workspace.pk).exists()
    assert not Dashboard.objects.filter(pk=world.dashboard.pk).exists()
    assert [found for found in tables_with(MARK) if found.startswith(("charts", "datasets", "dashboards"))] == []


def test_the_last_administrator_of_the_installation_stays(db):
    root = make_user("root", is_staff=True, is_superuser=True)
    with pytest.raises(erasing.Conflict, match="only administrator"):
        erasing.ask(user=root, by=root, heirs={}, confirm=root.email)
