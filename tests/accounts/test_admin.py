"""The admin site: for staff only, everything they change is in the audit trail."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib import admin
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from factories import PASSWORD, make_user

from apps.accounts.admin import Audited
from apps.accounts.models import Deletion, User
from apps.core import audit
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = {
    "email": "Dora@Example.com",
    "name": "Dora",
    "usable_password": "true",
    "password1": "blue bicycle 42",
    "password2": "blue bicycle 42",
}
NO_SEATS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def staff_client(db):
    client = Client()
    client.force_login(make_user("root", is_staff=True, is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_it_works(staff_client):
    text = staff_client.get("/admin/").content.decode()
    assert "PilotBA" in text
    assert "Workspaces" in text


def test_every_page_opens(staff_client, alice, bob, workspace):
    audit.record("tests.nothing", user=alice, workspace_id=workspace.pk)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert staff_client.get(reverse(f"{name}_changelist")).status_code == 200, name
        for row in model._default_manager.all()[:1]:
            assert staff_client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/core/auditentry/"])
def test_nobody_and_members_get_nowhere(nobody_client, alice_client, path):
    assert nobody_client.get(path)["Location"].startswith(("/admin/login/", "/accounts/login/"))
    answer = alice_client.get(path, follow=True)
    assert answer.status_code == 403 or "Sign in" in answer.content.decode()
    assert "Site administration" not in answer.content.decode()


def test_the_only_way_in_is_the_sign_in_page_with_its_lock(nobody_client):
    make_user("root", is_staff=True, is_superuser=True)
    answer = nobody_client.post("/admin/login/", {"username": "root@example.com", "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in nobody_client.session


def test_an_administrator_makes_a_person(staff_client):
    answer = staff_client.post("/admin/accounts/user/add/", NEW | NO_SEATS)
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(email="dora@example.com").check_password("blue bicycle 42")
    entry = AuditEntry.objects.get(action="admin.add")
    assert (entry.actor, entry.kind) == ("root@example.com", "accounts.user")


def test_switching_somebody_off_is_in_the_trail(staff_client, alice):
    form = {"email": alice.email, "name": "Alice"} | NO_SEATS
    assert staff_client.post(f"/admin/accounts/user/{alice.pk}/change/", form).status_code == 302
    alice.refresh_from_db()
    assert not alice.is_active
    assert AuditEntry.objects.filter(action="admin.change", object_id=alice.pk).exists()


def test_lost_factors_are_removed(staff_client, alice):
    Authenticator.objects.create(user=alice, type="totp", data={"secret": encrypt("x")})
    form = {"action": "reset_factors", "_selected_action": [alice.pk]}
    assert staff_client.post("/admin/accounts/user/", form).status_code == 302
    assert not Authenticator.objects.exists()
    assert mail.outbox[0].to == [alice.email]
    assert AuditEntry.objects.get(action="factor.reset").actor == "root@example.com"


def test_deleting_is_in_the_trail(staff_client, workspace):
    staff_client.post(f"/admin/accounts/workspace/{workspace.pk}/delete/", {"post": "yes"})
    assert AuditEntry.objects.filter(action="admin.delete", object_id=workspace.pk).exists()


def test_the_trail_cannot_be_changed(staff_client, alice):
    entry = audit.record("tests.nothing", user=alice, workspace_id="")
    assert staff_client.post(f"/admin/core/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff_client.post(f"/admin/core/auditentry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert staff_client.get("/admin/core/auditentry/add/").status_code == 403


def test_no_password_hash_is_shown(staff_client, alice):
    assert alice.password not in staff_client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()


def test_pages_are_of_the_product_and_keep_the_content_policy(staff_client, alice, workspace):
    for path in ("/admin/", "/admin/accounts/user/", f"/admin/accounts/workspace/{workspace.pk}/change/"):
        text = staff_client.get(path).content.decode()
        assert "dist/admin.css" in text
        assert "theme-system" in text
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), path
        assert not re.search(r"\son[a-z]+=\"", text), path


def test_before_and_after_stand_in_the_trail(staff_client, workspace):
    form = {"name": "Acme", "plan": "premium", "audit_days": "90", "second_step": workspace.second_step} | NO_SEATS
    answer = staff_client.post(f"/admin/accounts/workspace/{workspace.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    entry = AuditEntry.objects.get(action="admin.change")
    assert (entry.workspace_id, entry.before["plan"], entry.after["plan"]) == (workspace.pk, "free", "premium")


def test_people_are_deleted_by_the_one_way_that_hands_over(staff_client, alice, bob, workspace):
    assert staff_client.post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    said = {"action": "delete_accounts", "_selected_action": [alice.pk]}
    assert "will be deleted on" in staff_client.post("/admin/accounts/user/", said, follow=True).content.decode()
    assert Deletion.objects.get().user == alice
    assert AuditEntry.objects.get(action="person.delete_ask").actor == "root@example.com"
    staff_client.post("/admin/accounts/user/", said | {"action": "keep_accounts"})
    assert not Deletion.objects.exists()
    root = User.objects.get(email="root@example.com")
    page = staff_client.post("/admin/accounts/user/", said | {"_selected_action": [root.pk]}, follow=True)
    assert "only administrator" in page.content.decode()


def test_the_history_of_an_object_is_the_trail(staff_client, alice):
    assert staff_client.get(f"/admin/accounts/user/{alice.pk}/history/")["Location"].endswith(f"auditentry/?q={alice.pk}")


def test_nothing_is_changed_beside_the_trail(staff_client):
    for model, page in admin.site._registry.items():
        closed = not any((page.has_add_permission(request_of_root()), page.has_change_permission(request_of_root())))
        assert closed or isinstance(page, Audited), model
        assert model._meta.app_label not in ("account", "mfa", "usersessions"), model


def request_of_root():
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email="root@example.com")
    return request
