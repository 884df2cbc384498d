"""One form for every error, on pages and in the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core import htmx
from apps.core.metrics import REGISTRY

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.error_urls")]

EXPECTED = {
    "app": (409, "conflict"),
    "engine": (408, "query_timeout"),
    "wait": (429, "too_many_requests"),
    "missing": (404, "not_found"),
    "denied": (403, "forbidden"),
    "django": (400, "invalid_input"),
    "throttled": (429, "too_many_requests"),
    "signed-out": (401, "unauthenticated"),
    "drf": (400, "invalid_input"),
    "bug": (500, "error"),
}


@pytest.fixture
def client(alice_client):
    alice_client.raise_request_exception = False
    return alice_client


def test_it_works(client):
    answer = client.get("/api/v1/fails/app")
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["message"] == "There is one already."
    assert error["details"] == {"name": "x"}
    assert error["request_id"] == answer["X-Request-Id"]
    assert datetime.fromisoformat(error["timestamp"]).tzinfo


@pytest.mark.parametrize("kind", EXPECTED)
def test_api_answers_in_the_one_form(client, kind):
    status, code = EXPECTED[kind]
    answer = client.get(f"/api/v1/fails/{kind}")
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    error = answer.json()["error"]
    assert error.keys() == {"code", "message", "details", "request_id", "timestamp"}
    assert error["code"] == code
    assert "inner secret" not in answer.content.decode()


@pytest.mark.parametrize("kind", EXPECTED)
def test_pages_answer_with_a_page(client, kind):
    status, _ = EXPECTED[kind]
    answer = client.get(f"/pages/{kind}", headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert answer["X-Request-Id"] in answer.content.decode()
    assert "inner secret" not in answer.content.decode()


def test_page_answers_json_to_programs(client):
    assert client.get("/pages/app", headers={"Accept": "application/json"}).json()["error"]["code"] == "conflict"


@pytest.mark.parametrize("kind", ["wait", "throttled"])
def test_retry_after_is_a_header(client, kind):
    for path in (f"/api/v1/fails/{kind}", f"/pages/{kind}"):
        assert int(client.get(path)["Retry-After"]) >= 1


def test_401_says_how_to_sign_in(client):
    assert client.get("/api/v1/fails/signed-out")["WWW-Authenticate"].startswith("Bearer")


def test_field_errors_name_their_fields(client):
    error = client.get("/api/v1/fails/drf").json()["error"]
    assert error["details"]["fields"].keys() == {"name", "parts"}
    assert error["message"].startswith("name: ")
    assert client.get("/api/v1/fails/django").json()["error"]["details"]["fields"] == {"name": ["Too long."]}


def test_unknown_address(client):
    assert client.get("/api/v1/nothing/here").json()["error"]["code"] == "not_found"
    answer = client.get("/nothing/here", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_wrong_method_and_broken_json(client):
    assert client.put("/api/v1/fails/app").json()["error"]["code"] == "method_not_allowed"
    answer = client.put("/api/v1/versioned", "{", content_type="application/json", headers={"If-Match": "*"})
    assert answer.status_code in (200, 400)


def test_foreign_host_is_refused(client):
    answer = client.get("/api/v1/people", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_input"


def test_missing_csrf_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post("/pages/app", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


@pytest.mark.property(47)
@hypothesis_settings(max_examples=100, derandomize=True)
@given(path=st.sampled_from(["/api/v1/fails/bug", "/pages/bug"]), name=st.from_regex(r"\A[A-Za-z0-9._-]{8,64}\Z"))
def test_every_error_is_logged_with_time_person_and_stack_trace(path, name, client, alice, capture_logs):
    capture_logs.clear()
    answer = client.get(path, headers={"X-Request-Id": name})
    assert answer.status_code == 500
    lines = [line for line in capture_logs if line["event"] == "request_failed"]
    assert len(lines) == 1
    assert lines[0]["person"] == alice.email
    assert lines[0]["request_id"] == name
    assert datetime.fromisoformat(lines[0]["timestamp"])
    assert lines[0]["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert [frame["name"] for frame in lines[0]["exception"][0]["frames"]][-1] in ("page", "api")


def test_log_line_cannot_be_forged(client, capture_logs):
    client.get("/pages/bug?x=1", headers={"X-Request-Id": "a b\nforged", "User-Agent": "x\ny"})
    line = next(line for line in capture_logs if line["event"] == "request_failed")
    assert "\n" not in line["request_id"]
    assert len(line["request_id"]) == 14


def test_etag_and_if_match(client):
    tag = client.get("/api/v1/versioned")["ETag"]
    assert tag == '"abc.3"'
    assert client.put("/api/v1/versioned").json()["error"]["code"] == "version_required"
    assert client.put("/api/v1/versioned", headers={"If-Match": '"abc.2"'}).status_code == 412
    for good in (tag, f"W/{tag}", "3", '"3"', "*", f'"x", {tag}'):
        assert client.put("/api/v1/versioned", headers={"If-Match": good}).status_code == 200


def test_stream_passes(client):
    async def read(answer):
        return b"".join([part async for part in answer.streaming_content])

    assert async_to_sync(read)(client.get("/api/v1/stream")) == b"onetwo"


def test_security_headers(client):
    answer = client.get("/pages/app")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.mark.property(46)
@hypothesis_settings(max_examples=100, derandomize=True)
@given(kinds=st.lists(st.sampled_from([("app", 409), ("bug", 500), ("wait", 429), ("missing", 404), ("engine", 408)]), max_size=3))
def test_every_request_emits_count_duration_and_errors(client, monkeypatch, kinds):
    monkeypatch.setattr("apps.core.middleware.errors.log_error", lambda request, error: None)  # a stack trace takes 0.2 s to write
    view = {"method": "GET", "view": "tests.core.error_urls.api"}

    def numbers():
        told = {status: value("pilotba_requests_total", **view, status=status) for status in ("409", "500", "429", "404")}
        return told, value("pilotba_request_errors_total", **view), value("pilotba_request_seconds_count", **view)

    before, seconds = numbers(), value("pilotba_request_seconds_sum", **view)
    answers = [str(client.get(f"/api/v1/fails/{kind}").status_code) for kind, _ in kinds]
    after = numbers()
    assert all(after[0][status] - before[0][status] == answers.count(status) for status in after[0])
    assert after[1] - before[1] == sum(status[0] == "5" for status in answers)
    assert after[2] - before[2] == len(kinds)
    assert (value("pilotba_request_seconds_sum", **view) > seconds) == bool(kinds)


def test_request_metrics(client):
    bug = {"method": "GET", "view": "tests.core.error_urls.api"}
    before = value("pilotba_requests_total", **bug, status="500"), value("pilotba_request_errors_total", **bug)
    client.get("/api/v1/fails/bug")
    client.get("/api/v1/fails/app")
    assert value("pilotba_requests_total", **bug, status="500") == before[0] + 1
    assert value("pilotba_request_errors_total", **bug) == before[1] + 1
    assert value("pilotba_request_seconds_count", **bug) >= 2


def test_list_pages(client, alice, bob, charlie):
    seen, cursor = [], ""
    while cursor is not None:
        body = client.get("/api/v1/people", {"limit": 2, "cursor": cursor}).json()
        seen += body["items"]
        cursor = body["next"]
    assert sorted(seen) == sorted([alice.email, bob.email, charlie.email])
    for bad in ({"cursor": "x"}, {"cursor": "W10"}, {"limit": "many"}):
        assert client.get("/api/v1/people", bad).status_code == 400


def test_part_for_htmx_and_page_for_everyone_else():
    requests = RequestFactory()
    assert htmx.wants_part(requests.get("/", headers={"HX-Request": "true"}))
    for headers in ({}, {"HX-Request": "true", "HX-Boosted": "true"}, {"HX-Request": "true", "HX-History-Restore-Request": "true"}):
        assert not htmx.wants_part(requests.get("/", headers=headers))


def test_toast_keeps_other_triggers():
    response = HttpResponse()
    response["HX-Trigger"] = '{"saved": 1}'
    assert (
        htmx.toast(response, "Größe\n", "bad")["HX-Trigger"] == '{"saved": 1, "toast": {"message": "Gr\\u00f6\\u00dfe\\n", "kind": "bad"}}'
    )


def test_what_people_cannot_mend_says_where_help_is(client, settings):
    settings.PILOTBA = replace(settings.PILOTBA, support="help@example.com")
    assert client.get("/api/v1/fails/bug").json()["error"]["details"] == {"support": "help@example.com"}
    assert 'href="mailto:help@example.com"' in client.get("/pages/bug").content.decode()
    assert client.get("/api/v1/fails/app").json()["error"]["details"] == {"name": "x"}
    settings.PILOTBA = replace(settings.PILOTBA, support="https://help.example.com")
    assert 'href="https://help.example.com"' in client.get("/pages/bug").content.decode()


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "code"),
    [
        ("GET", "/api/v1/nothing", {}, "", 404, "not_found"),
        ("GET", "/api/v1/nothing", {"Accept": "text/html"}, "", 404, "not_found"),
        ("DELETE", "/api/v1/versioned", {}, "", 405, "method_not_allowed"),
        ("GET", "/api/v1/versioned", {"Accept": "application/xml"}, "", 406, "not_acceptable"),
        ("PATCH", "/api/v1/me", {}, "<a/>", 415, "unsupported_media_type"),
        ("PATCH", "/api/v1/me", {}, "x" * (6 * 2**20), 413, "too_large"),
    ],
)
def test_what_the_frame_refuses_has_the_one_form_too(client, method, path, headers, body, status, code):
    kind = "application/xml" if status == 415 else "application/json"
    answer = client.generic(method, path, body, content_type=kind, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer.json()["error"].keys() == {"code", "message", "details", "request_id", "timestamp"}
    assert answer.json()["error"]["code"] == code
