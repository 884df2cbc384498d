"""The audit trail: only added to, chained, and honest about who was there without keeping addresses."""

from __future__ import annotations

import io
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from apps.core import audit
from apps.core.audit import chain, privacy, retention, triggers, verify
from apps.core.models import AuditChain, AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(alice):
    """Five entries of the workspace w, chained."""
    rows = [audit.record(f"act.{number}", user=alice, workspace_id="w", after={"n": number, "x": 0.1}) for number in range(5)]
    chain.seal()
    return rows


def alter(sql: str, *values: object) -> None:
    """What somebody does who owns the database."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    triggers.install(connection)


def test_it_works(alice):
    with bound_contextvars(request_id="r1", address="10.0.0.1", secret="never"):
        row = audit.record(
            "dashboard.share", user=alice, workspace_id="w", kind="dashboard", object_id="d", before={"a": 1}, after={"a": 2}
        )
    assert (row.actor, row.before, row.after) == (alice.email, {"a": 1}, {"a": 2})
    assert row.request_meta == {"request_id": "r1", "address": "10.0.0.1"}
    assert str(row).endswith("alice@example.com dashboard.share")


def test_acts_without_a_person_are_kept():
    row = audit.record("signin.failed", user=None, workspace_id="")
    assert (row.user_id, row.actor) == (None, "")


def test_rows_cannot_be_changed_or_deleted(alice):
    row = audit.record("x", user=alice, workspace_id="w")
    with pytest.raises(TypeError):
        AuditEntry.objects.filter(pk=row.pk).update(action="y")
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    with pytest.raises(TypeError):
        row.delete()
    row.action = "y"
    with pytest.raises(TypeError), transaction.atomic():
        row.save()
    assert AuditEntry.objects.get().action == "x"


@pytest.mark.parametrize(
    "sql",
    [
        "update core_auditentry set action = 'y'",
        "update core_auditentry set digest = 'forged', action = 'y'",
        "delete from core_auditentry",
        "delete from core_auditchain",
        "update core_auditchain set seq = 1",
        "update core_auditchain set removed_to = 99",
    ],
)
@pytest.mark.parametrize("chained", [False, True])
def test_the_database_itself_refuses(sql, chained, alice):
    audit.record("a", user=alice, workspace_id="w")
    chain.seal()
    for name in ("b", "c"):
        audit.record(name, user=alice, workspace_id="w")
    if chained:
        chain.seal()
    elif sql.endswith("seq = 1"):
        return  # that is where the chain stands
    with pytest.raises(Error, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEntry.objects.count() == 3


def test_trail_outlives_the_person_but_not_the_address(alice, bob):
    gone = alice.pk
    audit.record("x", user=bob, workspace_id="w", after={"invited": "Alice@Example.com and zoe@else.org", "n": [1, None]})
    audit.record("y", user=alice, workspace_id="w")
    chain.seal()
    stored = AuditEntry.objects.get(action="x").after
    assert stored["invited"].startswith(f"person:{gone} and z•••@else.org#")
    assert privacy.with_addresses(stored)[0]["invited"].startswith("alice@example.com and z•••")
    alice.delete()
    assert AuditEntry.objects.get(action="y").actor == f"former person {gone}"
    assert privacy.with_addresses(stored)[0]["invited"].startswith(f"former person {gone}")
    assert verify.verify("w").ok


def test_each_entry_carries_the_digest_of_the_one_before(five):
    rows = list(AuditEntry.objects.order_by("seq"))
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous for row in rows] == ["", *(row.digest for row in rows[:-1])]
    assert chain.seal() == 0
    found = verify.verify("w")
    assert (found.ok, found.checked, found.last, found.waiting) == (True, 5, 5, 0)
    assert AuditChain.objects.get(workspace_id="w").checked_to == 5


def test_workspaces_have_chains_of_their_own(five, bob):
    audit.record("z", user=bob, workspace_id="v")
    chain.seal()
    assert [(found.workspace_id, found.last, found.ok) for found in verify.verify_all()] == [("v", 1, True), ("w", 5, True)]


@pytest.mark.parametrize(
    ("sql", "values", "said"),
    [
        ("update core_auditentry set action = 'z' where seq = %s", [3], "Entry 3 was changed"),
        ("update core_auditentry set user_id = null where seq = %s", [2], "Entry 2 was changed"),
        ("delete from core_auditentry where seq = %s", [2], "Entry 2 is missing"),
        ("delete from core_auditentry where seq = %s", [5], "Entry 5 is missing"),
        ("delete from core_auditentry where seq <= %s", [4], "Entry 1 is missing"),
        ("update core_auditchain set seq = %s", [4], "signature"),
        ("update core_auditchain set removed_to = %s", [4], "signature"),
        ("delete from core_auditchain where seq = %s", [5], "never chained here"),
    ],
)
def test_whoever_owns_the_database_is_found_out(five, sql, values, said):
    alter(sql, *values)
    found = verify.verify("w")
    assert said in found.problem
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit", stdout=io.StringIO())


def test_a_recomputed_chain_lacks_the_key(five):
    row = AuditEntry.objects.get(seq=5)
    row.action = "other"
    forged = chain.digest_of(row)
    alter("update core_auditentry set action = 'other', digest = %s where seq = 5", forged)
    alter("update core_auditchain set digest = %s", forged)
    assert "signature" in verify.verify("w").problem


@pytest.fixture
def aged():
    """Three old entries and two new ones in the workspace v, chained."""
    for number in range(5):
        row = audit.record(f"act.{number}", user=None, workspace_id="v")
        if number < 3:
            alter("update core_auditentry set at = %s where id = %s", timezone.now() - timedelta(days=40), row.pk)
    chain.seal()


def test_retention_leaves_a_signed_point_from_which_the_rest_verifies(aged):
    assert retention.expire("v", timezone.now() - timedelta(days=30)) == 3
    assert sorted(row.seq for row in AuditEntry.objects.filter(workspace_id="v", seq__isnull=False)) == [4, 5]
    chain.seal()
    found = verify.verify("v")
    assert (found.ok, found.checked, found.last) == (True, 3, 6)
    told = AuditEntry.objects.get(action="audit.expire").after
    assert (told["removed"], told["up_to"]) == (3, 3)
    assert retention.expire("v", timezone.now() - timedelta(days=30)) == 0


def test_retention_takes_nothing_that_is_not_chained(alice):
    audit.record("x", user=alice, workspace_id="w")
    assert retention.expire("w", timezone.now() + timedelta(days=1)) == 0
    chain.seal()
    assert retention.expire("w", timezone.now() + timedelta(days=1)) == 1
    assert verify.verify("w").ok


def test_the_command_says_what_holds(five):
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "w: 5 entries hold, up to number 5" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_at_once(django_db_blocker):
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                with transaction.atomic():
                    for place in ("a", "b") if number % 2 else ("b", "a"):
                        audit.record(f"{number}.{turn}", user=None, workspace_id=place)
                chain.seal()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    chain.seal()
    assert [(found.workspace_id, found.last, found.problem) for found in verify.verify_all()] == [("a", 20, ""), ("b", 20, "")]
