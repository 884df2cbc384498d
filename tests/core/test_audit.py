"""The audit trail."""

from __future__ import annotations

import pytest
from django.db import transaction
from structlog.contextvars import bound_contextvars

from apps.core import audit
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_it_works(alice):
    with bound_contextvars(request_id="r1", address="10.0.0.1", secret="never"):
        row = audit.record(
            "dashboard.share", user=alice, workspace_id="w", kind="dashboard", object_id="d", before={"a": 1}, after={"a": 2}
        )
    assert (row.actor, row.before, row.after) == (alice.email, {"a": 1}, {"a": 2})
    assert row.request_meta == {"request_id": "r1", "address": "10.0.0.1"}
    assert str(row).endswith("alice@example.com dashboard.share")


def test_acts_without_a_person_are_kept():
    assert audit.record("signin.failed", user=None, workspace_id="").user_id is None


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


def test_trail_outlives_the_person(alice):
    audit.record("x", user=alice, workspace_id="w")
    alice.delete()
    assert AuditEntry.objects.get().actor == "alice@example.com"


def test_retention_can_remove_old_rows(alice):
    audit.record("x", user=alice, workspace_id="w")
    assert AuditEntry.objects.all().expire() == 1
