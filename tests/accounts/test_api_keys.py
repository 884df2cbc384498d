"""Personal API keys: made once, scoped, revocable, ended with the person's tokens; only their digests are stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import ApiKey, User
from apps.accounts.services import api_keys
from apps.core.errors import InvalidInput
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
KEYS, ME = "/api/v1/auth/keys", "/api/v1/me"


def made(api: APIClient, **given: str) -> dict[str, Any]:
    answer = api.post(KEYS, {"name": "Script", **given})
    assert answer.status_code == 201, answer.content
    assert answer["Cache-Control"] == "no-store"
    return answer.json()


def with_key(text: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def test_it_works(alice_api: APIClient, alice: User, workspace: Any) -> None:
    key = made(alice_api)
    program = with_key(key["key"])
    assert program.get(ME).json()["email"] == alice.email
    listed = alice_api.get(KEYS).json()
    assert [(one["name"], one["scope"]) for one in listed] == [("Script", "read")]
    assert listed[0]["last_used_at"] is not None
    assert "key" not in listed[0]
    assert key["key"] not in str(ApiKey.objects.values())
    assert AuditEntry.objects.filter(action="key.make", user=alice, object_id=key["id"]).exists()


def test_a_key_for_reading_asks_but_changes_nothing(alice_api: APIClient, dataset: Any) -> None:
    program = with_key(made(alice_api)["key"])
    spec = {"measures": [{"agg": "count"}]}
    assert program.post("/api/v1/queries/execute", {"dataset_id": dataset.pk, "spec": spec}).status_code == 200
    assert program.post("/api/v1/queries/validate", {"dataset_id": dataset.pk, "spec": spec}).status_code == 200
    assert program.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, "kind": "number"}).status_code == 200
    refused = program.patch(ME, {"name": "Mallory"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "key_too_narrow")
    assert program.post("/api/v1/dashboards/", {"name": "No"}).status_code == 403
    assert program.delete(f"/api/v1/datasets/{dataset.pk}").status_code == 403
    wider = with_key(made(alice_api, scope="write")["key"])
    assert wider.patch(ME, {"name": "Alice A."}).json()["name"] == "Alice A."


def test_a_key_sees_what_its_person_sees(alice_api: APIClient, charlie_api: APIClient, dataset: Any) -> None:
    assert with_key(made(alice_api)["key"]).get(f"/api/v1/datasets/{dataset.pk}").status_code == 200
    assert with_key(made(charlie_api)["key"]).get(f"/api/v1/datasets/{dataset.pk}").status_code == 404


def test_a_revoked_key_is_refused_at_once(alice_api: APIClient, charlie_api: APIClient) -> None:
    key = made(alice_api)
    assert charlie_api.delete(f"{KEYS}/{key['id']}").status_code == 404
    assert alice_api.delete(f"{KEYS}/{key['id']}").status_code == 204
    assert alice_api.delete(f"{KEYS}/{key['id']}").status_code == 404
    assert with_key(key["key"]).get(ME).status_code == 401


@pytest.mark.parametrize("text", ["pba_", "pba_nonsense", "pba_" + "x" * 5000])
def test_an_unknown_key_is_401(text: str) -> None:
    answer = with_key(text).get(ME)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_token")


def test_a_key_ends_with_its_time_its_person_and_their_tokens(alice_api: APIClient, alice: User) -> None:
    text = made(alice_api, life="30")["key"]
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert with_key(text).get(ME).status_code == 401
    ApiKey.objects.update(expires_at=None)
    assert with_key(text).get(ME).status_code == 200
    User.objects.filter(pk=alice.pk).update(token_epoch=alice.token_epoch + 1)
    assert with_key(text).get(ME).status_code == 401
    User.objects.filter(pk=alice.pk).update(token_epoch=alice.token_epoch, is_active=False)
    assert with_key(text).get(ME).status_code == 401


def test_a_key_manages_no_keys(alice_api: APIClient) -> None:
    program, other = with_key(made(alice_api, scope="write")["key"]), made(alice_api)
    assert program.post(KEYS, {"name": "Child"}).status_code == 403
    assert program.delete(f"{KEYS}/{other['id']}").status_code == 403
    assert ApiKey.objects.filter(revoked_at=None).count() == 2


def test_what_is_wrong_is_said(alice: User) -> None:
    for given in ({"name": " "}, {"scope": "all"}, {"life": "7"}):
        with pytest.raises(InvalidInput):
            api_keys.make_key(user=alice, **{"name": "Script", "scope": "read", "life": "90", **given})
    for number in range(20):
        api_keys.make_key(user=alice, name=f"Script {number}", scope="read")
    with pytest.raises(InvalidInput, match="20 API keys"):
        api_keys.make_key(user=alice, name="One more", scope="read")


def test_the_settings_page_makes_shows_and_revokes(alice_client: Any, bob_client: Any) -> None:
    shown = alice_client.post("/settings/keys/", {"name": "Laptop", "scope": "write", "life": "never"})
    assert shown.status_code == 201
    assert shown["Cache-Control"] == "no-store"
    text = shown.context["text"]
    page = alice_client.get("/settings/").content.decode()
    assert "Laptop" in page
    assert text not in page
    key = ApiKey.objects.get()
    assert bob_client.post(f"/settings/keys/{key.pk}/revoke/").status_code == 404
    assert alice_client.post(f"/settings/keys/{key.pk}/revoke/").status_code == 302
    assert with_key(text).get(ME).status_code == 401
