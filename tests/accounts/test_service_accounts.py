"""Service accounts: without a password, in one workspace, with scoped keys that administrators make and end."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import ApiKey, Membership, User, Workspace
from apps.accounts.services import tokens
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/workspace/services/"


def with_key(text: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


@pytest.fixture
def url(workspace: Workspace) -> str:
    return f"/api/v1/workspaces/{workspace.pk}/services"


def made(api: APIClient, url: str, scope: str = "write", role: str = "analyst") -> tuple[str, APIClient]:
    account = api.post(url, {"name": "Nightly import", "role": role}).json()
    key = api.post(f"{url}/{account['id']}/keys", {"name": "One", "scope": scope, "life": "never"})
    assert (key.status_code, key["Cache-Control"]) == (201, "no-store")
    return account["id"], with_key(key.json()["key"])


def test_it_works(alice_api: APIClient, alice: User, url: str, dataset: Any) -> None:
    account_id, program = made(alice_api, url)
    told = program.get("/api/v1/me").json()
    assert (told["id"], [one["role"] for one in told["workspaces"]]) == (account_id, ["analyst"])
    assert program.get(f"/api/v1/datasets/{dataset.pk}").status_code == 200
    assert program.post("/api/v1/dashboards/", {"name": "Made at night"}).status_code == 201
    listed = alice_api.get(url).json()
    assert [(one["name"], one["role"], len(one["keys"])) for one in listed] == [("Nightly import", "analyst", 1)]
    entry = AuditEntry.objects.get(action="key.make")
    assert (entry.user_id, entry.workspace_id) == (alice.pk, dataset.workspace_id)


def test_its_key_reaches_as_far_as_scope_and_role(alice_api: APIClient, url: str) -> None:
    _, reader = made(alice_api, url, scope="read")
    assert reader.post("/api/v1/dashboards/", {"name": "No"}).status_code == 403
    account_id, writer = made(alice_api, url, role="viewer")
    assert writer.post("/api/v1/dashboards/", {"name": "No"}).status_code == 403
    assert alice_api.put(f"{url}/{account_id}", {"name": "Importer", "role": "analyst"}).json()["role"] == "analyst"
    assert writer.post("/api/v1/dashboards/", {"name": "Yes"}).status_code == 201
    assert writer.post("/api/v1/workspaces", {"name": "Mine"}).status_code == 403, "it belongs to one workspace"
    assert writer.get(url).status_code == 403


def test_it_has_no_other_way_in(alice_api: APIClient, nobody_client: Client, url: str) -> None:
    account_id, _ = made(alice_api, url)
    account = User.objects.get(pk=account_id)
    assert not account.has_usable_password()
    nobody_client.post("/accounts/login/", {"login": account.email, "password": ""})
    assert "_auth_user_id" not in nobody_client.session
    assert alice_api.post("/api/v1/auth/token", {"email": account.email, "password": "x"}).status_code == 401
    assert not mail.outbox


def test_removing_ends_its_keys_at_once(alice_api: APIClient, url: str, workspace: Workspace) -> None:
    account_id, program = made(alice_api, url)
    assert alice_api.delete(f"{url}/{account_id}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401
    assert not Membership.objects.filter(user_id=account_id).exists()
    assert alice_api.get(url).json() == []
    assert alice_api.delete(f"{url}/{account_id}").status_code == 404


def test_a_key_is_revoked_alone(alice_api: APIClient, url: str) -> None:
    account_id, program = made(alice_api, url)
    key = ApiKey.objects.get()
    assert alice_api.delete(f"{url}/{account_id}/keys/{key.pk}").status_code == 204
    assert program.get("/api/v1/me").status_code == 401


def test_only_administrators_of_its_workspace(alice_api: APIClient, bob_api: APIClient, charlie_api: APIClient, url: str) -> None:
    account_id, _ = made(alice_api, url)
    for client, status in ((bob_api, 403), (charlie_api, 404)):
        assert client.get(url).status_code == status
        assert client.post(url, {"name": "Mine"}).status_code == status
        assert client.delete(f"{url}/{account_id}").status_code == status
        assert client.post(f"{url}/{account_id}/keys", {"name": "Mine"}).status_code == status


@pytest.mark.parametrize("said", [{"name": " "}, {"name": "x", "role": "admin"}, {"name": "x", "role": "king"}])
def test_what_is_wrong_is_said(alice_api: APIClient, url: str, said: dict[str, str]) -> None:
    assert alice_api.post(url, said).status_code == 400


def test_the_pages(alice_client: Client, bob_client: Client, workspace: Workspace) -> None:
    assert bob_client.get(PAGE).status_code == 403
    assert alice_client.post(PAGE, {"name": "", "role": "viewer"}).status_code == 400
    assert alice_client.post(PAGE, {"name": "Robot", "role": "viewer"})["Location"] == PAGE
    account = User.objects.get(service_of=workspace)
    shown = alice_client.post(f"{PAGE}{account.pk}/keys/", {"name": "One", "scope": "read", "life": "30"})
    assert shown.status_code == 201
    assert with_key(shown.context["text"]).get("/api/v1/me").status_code == 200
    page = alice_client.get(PAGE).content.decode()
    assert "Robot" in page
    assert shown.context["text"] not in page
    members = alice_client.get("/workspace/members/").content.decode()
    assert "Service account" in members
    assert "service.invalid" not in members
    assert alice_client.post(f"/workspace/members/{account.pk}/remove/").status_code == 409
    assert alice_client.post(f"/workspace/members/{account.pk}/role/", {"role": "admin"}).status_code == 409
    assert alice_client.post(f"{PAGE}{account.pk}/keys/{ApiKey.objects.get().pk}/revoke/").status_code == 302
    assert alice_client.post(f"{PAGE}{account.pk}/remove/").status_code == 302
    assert "Robot" not in alice_client.get(PAGE).content.decode()


def test_tokens_end_with_the_role_they_were_made_under(alice_api: APIClient, bob: User, workspace: Workspace) -> None:
    url = f"/api/v1/workspaces/{workspace.pk}/members/{bob.pk}"
    program = with_key(tokens.issue(user=bob).access)
    assert program.get("/api/v1/me").status_code == 200
    alice_api.patch(url, {"role": "analyst"})
    assert program.get("/api/v1/me").status_code == 401
    program = with_key(tokens.issue(user=bob).access)
    alice_api.delete(url)
    assert program.get("/api/v1/me").status_code == 401
