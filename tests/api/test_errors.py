"""Every refusal of the API has one form, a number to quote, and nothing of the inside."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from factories import PASSWORD

from apps.accounts.services import people
from apps.core.errors import TooLarge, Unavailable
from apps.core.models import Job
from apps.dashboards.models import Dashboard
from apps.engine.errors import EngineCrashed, QueryTimeout

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"
INSIDES = ("Traceback", "site-packages", 'File "', "/apps/", "SELECT ", "Exception", "django", "0x7f")


def the_error(answer, status: int, code: str) -> dict:
    """The error of an answer, checked for form."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    error = body["error"]
    assert set(error) == {"code", "message", "details", "request_id", "timestamp"}
    assert error["code"] == code
    assert error["message"]
    assert error["message"][0].isupper() or ":" in error["message"]
    assert isinstance(error["details"], dict)
    assert error["request_id"] == answer["X-Request-Id"]
    assert datetime.fromisoformat(error["timestamp"]).tzinfo is not None
    assert not any(word in answer.content.decode() for word in INSIDES), answer.content
    return error


def test_it_works(nobody_api):
    error = the_error(nobody_api.get(ME), 401, "unauthenticated")
    assert "Sign in first" in error["message"]


def test_400_a_field_does_not_fit(alice_api):
    error = the_error(alice_api.patch(ME, {"preferences": {"theme": "neon"}}), 400, "invalid_input")
    assert "theme" in error["details"]["fields"]["preferences"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"name": NaN', b"[1, 2"])
def test_400_broken_json(alice_client, body):
    the_error(alice_client.generic("PATCH", ME, body, content_type="application/json"), 400, "invalid_input")


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null"])
def test_400_json_of_another_shape(alice_client, body):
    answer = alice_client.generic("PATCH", ME, body, content_type="application/json")
    if body == "null":  # an empty change
        assert answer.status_code in (200, 400)
    else:
        the_error(answer, 400, "invalid_input")


def test_401_a_broken_token(nobody_api):
    nobody_api.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    answer = nobody_api.get(ME)
    the_error(answer, 401, "invalid_token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_403_a_role_that_does_not_reach(bob_api, workspace):
    error = the_error(bob_api.patch(f"/api/v1/workspaces/{workspace.pk}", {"name": "Mine"}), 403, "forbidden")
    assert "viewer" in error["message"]


def test_403_a_change_from_a_foreign_page(alice, workspace):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    the_error(client.patch(ME, {"name": "Eve"}, content_type="application/json"), 403, "forbidden")


def test_404_an_unknown_address(alice_api, nobody_api):
    for client in (alice_api, nobody_api):
        the_error(client.get("/api/v1/nothing-here"), 404, "not_found")


def test_404_a_foreign_object_and_a_missing_one_look_alike(charlie_api, workspace):
    foreign = the_error(charlie_api.get(f"/api/v1/workspaces/{workspace.pk}"), 404, "not_found")
    missing = the_error(charlie_api.get("/api/v1/workspaces/k7m2w9q4r8t3ab"), 404, "not_found")
    assert (foreign["message"], foreign["details"]) == (missing["message"], missing["details"])


def test_404_a_workspace_header_of_somebody_else(charlie_client, workspace):
    answer = charlie_client.get("/workspace/members/", headers={"X-Workspace": workspace.pk, "Accept": "application/json"})
    the_error(answer, 404, "not_found")


def test_405_a_method_that_is_not_offered(alice_api):
    answer = alice_api.delete(ME)
    the_error(answer, 405, "method_not_allowed")


def test_406_a_form_that_nobody_can_write(alice_api):
    the_error(alice_api.get(ME, headers={"Accept": "image/png"}), 406, "not_acceptable")


def test_409_something_is_in_the_way(alice_api, alice, workspace):
    job = Job.objects.create(kind="tests.nothing", workspace_id=workspace.pk, owner=alice, state="completed")
    the_error(alice_api.post(f"/api/v1/jobs/{job.pk}/retry"), 409, "conflict")


@pytest.fixture
def board_url(alice, workspace):
    board = Dashboard.objects.create(workspace=workspace, owner=alice, name="Sales", version=3)
    return f"/api/v1/dashboards/{board.pk}"


def test_428_a_save_without_a_version(alice_api, board_url):
    the_error(alice_api.patch(board_url, {"name": "New"}), 428, "version_required")


def test_412_a_save_of_an_older_version(alice_api, board_url):
    error = the_error(alice_api.patch(board_url, {"name": "New"}, headers={"If-Match": '"2"'}), 412, "stale_version")
    assert error["details"]["version"] == 3


def test_413_a_body_that_is_too_large(alice_api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    the_error(alice_api.patch(ME, {"name": "x" * 2000}), 413, "too_large")


def test_415_a_body_of_an_unknown_kind(alice_api):
    the_error(alice_api.generic("PATCH", ME, "<name/>", content_type="application/xml"), 415, "unsupported_media_type")


def test_429_too_many_attempts(nobody_api, alice):
    for _ in range(5):
        nobody_api.post("/api/v1/auth/token", {"email": "alice@example.com", "password": "wrong"})
    answer = nobody_api.post("/api/v1/auth/token", {"email": "alice@example.com", "password": PASSWORD})
    error = the_error(answer, 429, "too_many_requests")
    assert answer["Retry-After"] == str(error["details"]["retry_after"])


def test_500_what_nobody_expected(alice_client, monkeypatch):
    def explode(**_):
        raise RuntimeError("password=hunter2 in /srv/secret")

    monkeypatch.setattr(people, "change_preferences", explode)
    alice_client.raise_request_exception = False
    answer = alice_client.patch(ME, {"name": "x"}, content_type="application/json")
    the_error(answer, 500, "error")
    assert "hunter2" not in answer.content.decode()
    page = alice_client.post("/settings/", {"name": "x", "theme": "dark", "timezone": "UTC", "locale": "en"})
    assert page.status_code == 500
    assert "hunter2" not in page.content.decode()
    assert page["X-Request-Id"] in page.content.decode()


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (TooLarge("The file is larger than 5 GB."), 413, "too_large"),
        (Unavailable("The engine starts. Try again in a few seconds."), 503, "unavailable"),
        (QueryTimeout("The query took longer than 30 s."), 408, "query_timeout"),
        (EngineCrashed("The query made the engine stop."), 422, "engine_crashed"),
    ],
)
def test_errors_of_the_product_and_the_engine_have_the_same_form(alice_api, monkeypatch, raised, status, code):
    def refuse(**_):
        raise raised

    monkeypatch.setattr(people, "change_preferences", refuse)
    assert the_error(alice_api.patch(ME, {"name": "x"}), status, code)["message"] == raised.message


def test_a_page_gets_a_page_and_a_script_gets_json(alice_client):
    page = alice_client.get("/nothing-here/", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "<!doctype html>" in page.content.decode().lower()
    the_error(alice_client.get("/nothing-here/", headers={"Accept": "application/json"}), 404, "not_found")


def test_a_given_request_id_is_kept_and_a_strange_one_is_not(nobody_api):
    assert nobody_api.get(ME, headers={"X-Request-Id": "trace-12345678"}).json()["error"]["request_id"] == "trace-12345678"
    answer = nobody_api.get(ME, headers={"X-Request-Id": "<script>\n"})
    assert "<script>" not in answer.content.decode()
