"""The description of the API: complete, valid, with examples, and readable as a page."""

from __future__ import annotations

import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate
from routes import Route, all_routes

from apps.engine.spec import QuerySpec

METHODS = {"get", "post", "put", "patch", "delete"}
UNDOCUMENTED = {"accounts_api:schema", "accounts_api:docs", "accounts_api:postman"}  # the description itself, and the page that shows it


@pytest.fixture(scope="module")
def document():
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def endpoints() -> list[Route]:
    return [route for route in all_routes() if route.is_api and route.name not in UNDOCUMENTED]


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_it_works(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_endpoint_is_described(document):
    described = {path.replace("{", "<").replace("}", ">"): set(methods) for path, methods in document["paths"].items()}
    for route in endpoints():
        path = "/" + route.pattern.replace("<str:", "<").replace("<int:", "<")
        assert path in described, f"{route.name} is not in the description"
        offered = {name.lower() for name in route.view.cls.http_method_names} & METHODS
        offered &= {name for name in METHODS if hasattr(route.view.cls, name)}
        assert described[path] == offered, route.name


def test_every_operation_says_what_it_does(document):
    silent = [name for name, operation in operations(document) if not operation.get("summary")]
    assert not silent


def test_every_operation_belongs_to_a_topic(document):
    assert not [name for name, operation in operations(document) if len(operation.get("tags", [])) != 1]


def test_operation_ids_are_unique(document):
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_body_and_every_answer_has_an_example(document):
    def bare(part):
        media = [content for kind, content in part.get("content", {}).items() if kind == "application/json"]
        return any(not content.get("examples") and "example" not in content for content in media)

    without = []
    for name, operation in operations(document):
        parts = [("body", operation.get("requestBody", {}))] + [
            (code, one) for code, one in operation["responses"].items() if code[0] == "2"
        ]
        without += [f"{name}: {what}" for what, part in parts if bare(part)]
    assert not without


def test_every_operation_names_its_errors_and_its_sign_in(document):
    for name, operation in operations(document):
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Error"}, name
        if not name.startswith("POST /api/v1/auth/") and "/shared/" not in name:
            assert {"bearer": []} in operation["security"], name
            assert "401" in operation["responses"], name


def test_nothing_was_guessed(document):
    told = [str(line) for group in (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache) for line in group]
    assert not told


@pytest.mark.django_db
def test_programs_read_it_as_json(alice_api, nobody_api):
    answer = alice_api.get("/api/v1/schema")
    assert answer.json()["info"]["title"] == "PilotBA"
    assert alice_api.get("/api/v1/schema", headers={"Accept": "application/json"}).status_code == 200
    assert nobody_api.get("/api/v1/schema").status_code == 401


@pytest.mark.django_db
def test_people_read_it_as_a_page_without_foreign_assets(alice_client, nobody_client, document):
    text = alice_client.get("/api/v1/docs").content.decode()
    for _, operation in operations(document):
        assert f'id="{operation["operationId"]}"' in text
    assert not re.search(r'(src|href)="(https?:)?//', text)
    assert nobody_client.get("/api/v1/docs", headers={"Accept": "text/html"}).status_code == 302
    assert nobody_client.get("/api/v1/docs").status_code == 401


def test_the_queries_in_the_examples_are_valid(document):
    found = []
    for _, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        found += [one["value"]["spec"] for one in media.get("examples", {}).values() if "spec" in one["value"]]
    assert found
    for spec in found:
        QuerySpec.parse(spec)


@pytest.mark.django_db
def test_postman_gets_every_operation_from_the_document(alice_client, nobody_client, document):
    made = alice_client.get("/api/v1/postman").json()
    requests = [one["request"] for folder in made["item"] for one in folder["item"]]
    assert len(requests) == len(list(operations(document)))
    known = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    for one in requests:
        path = re.sub(r":(\w+)", r"{\1}", one["url"]["raw"].removeprefix("{{url}}"))
        assert (one["method"], path) in known
        assert {part["key"] for part in one["url"]["variable"]} == set(re.findall(r"{(\w+)}", path))
        assert one["method"] == "GET" or one.get("auth") or "Idempotency-Key" in {part["key"] for part in one["header"]}
    assert made["auth"]["type"] == "bearer"
    assert nobody_client.get("/api/v1/postman").status_code in (302, 401)


@pytest.mark.django_db
def test_every_operation_that_sends_no_file_can_be_tried(alice_client, document):
    text = alice_client.get("/api/v1/docs").content.decode()
    for _, operation in operations(document):
        files = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
        tried = f'data-try="try-{operation["operationId"]}"' in text
        assert tried != (files and "application/json" not in operation["requestBody"]["content"]), operation["operationId"]
