"""Every operation of the OpenAPI document, sent by people of another workspace with our ids in address, body and query.

The bodies are the document's own examples, so a call gets past the checks of its form and reaches what it asks for.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from api.route_map import RULES
from api.test_routes import BACKEND
from api.world import MARK, World, make_world
from django.apps import apps
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from routes import all_routes

pytestmark = pytest.mark.django_db
ID = re.compile(r"^[0-9a-z]{14}$")
KINDS = ("datasets.Dataset", "datasets.RowRule", "charts.Chart", "dashboards.Dashboard", "dashboards.Tile", "accounts.Grant", "core.Job")
KINDS += ("accounts.Membership", "accounts.Workspace", "accounts.ApiKey", "datasets.Upload")
OPEN = ("/api/v1/auth/", "/api/v1/shared/")  # before signing in; by the secret of a link
ASKED = {"dataset": "dataset.pk", "dataset_id": "dataset.pk", "chart": "chart.pk", "dashboard": "dashboard.pk", "collection": "folder.pk"}
ASKED |= {"parent": "folder.pk", "owner": "alice.pk", "members": "alice.pk", "user": "alice.pk", "user_id": "alice.pk", "group": "group.pk"}
OF_TOPIC = {"datasets": "dataset.pk", "charts": "chart.pk", "dashboards": "dashboard.pk", "collections": "folder.pk"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def world(alice, bob, workspace, tmp_path) -> World:
    return make_world(alice, bob, workspace, tmp_path)


def read(world: World, path: str) -> str:
    for part in path.split("."):
        world = getattr(world, part)
    return str(world)


def ours(value: Any, name: str, topic: str, world: World) -> Any:
    """The example with every id replaced by one of the world's."""
    if isinstance(value, dict):
        return {world.alice.pk if ID.match(key) else key: ours(part, key, topic, world) for key, part in value.items()}
    if isinstance(value, list):
        return [ours(part, name, topic, world) for part in value]
    if isinstance(value, str) and ID.match(value):
        return read(world, ASKED.get(name) or OF_TOPIC.get(topic, "dataset.pk"))
    return value


def calls(document: dict[str, Any], world: World) -> list[tuple[str, str, bytes, bool]]:
    """Method, address, body, and whether the address or the body names something of ours."""
    routes = {"/" + route.pattern.replace("<str:", "{").replace("<int:", "{").replace(">", "}"): route for route in all_routes()}
    found = []
    for path, methods in document["paths"].items():
        rule = RULES[routes[path].name]
        address = path.format(**{name: str(value) for name, value in (rule.ids(world) if rule.ids else {}).items()})
        for method, operation in methods.items():
            body, topic = {}, operation["tags"][0]
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                body = ours(example["value"], "", topic, world)
            asked = [one["name"] for one in operation.get("parameters", []) if one.get("in") == "query" and one["name"] in ASKED]
            query = "&".join(f"{name}={read(world, ASKED[name])}" for name in asked)
            text = orjson.dumps(body)
            named = ("{" in path and not path.startswith("/api/v1/me/")) or any(
                read(world, ours_) in text.decode() for ours_ in {*ASKED.values()}
            )
            found.append((method.upper(), f"{address}?{query}" if query else address, text, named))
    return found


def state(world: World) -> str:
    """All that is stored of the workspace."""
    return "\n".join(serialize("json", apps.get_model(kind).objects.order_by("pk")) for kind in KINDS)


def walk(document: dict[str, Any], world: World, client: Client, headers: dict[str, str]) -> list[str]:
    wrong, before = [], state(world)
    for method, address, body, named in calls(document, world):
        if address.startswith(OPEN) and not address.startswith("/api/v1/auth/keys"):
            continue
        with transaction.atomic():
            answer = client.generic(method, address, body, content_type="application/json", headers={"If-Match": "*", **headers})
            changed = named and state(world) != before
            transaction.set_rollback(True)
        text = (
            b"".join(answer).decode("utf-8", "replace")
            if answer.streaming and not answer.is_async
            else answer.content.decode("utf-8", "replace")
        )
        if MARK in text.replace(address, ""):
            wrong.append(f"{method} {address}: shows what is ours")
        if changed:
            wrong.append(f"{method} {address}: {answer.status_code} changes what is ours")
        if named and answer.status_code < 400:
            wrong.append(f"{method} {address}: {answer.status_code} {body[:80]!r}")
        if answer.status_code >= 500:
            wrong.append(f"{method} {address}: {answer.status_code}")
    return wrong


def told(answer: Any) -> str:
    content = b"".join(answer) if answer.streaming and not answer.is_async else getattr(answer, "content", b"")
    return content.decode("utf-8", "replace")


def signed(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


def test_it_works(document, world):
    named = [call for call in calls(document, world) if call[3]]
    assert len(named) > 80
    assert any(world.dataset.pk.encode() in body for _, _, body, _ in named)


def test_no_id_of_another_workspace_opens_anything(document, world, charlie, other_workspace):
    wrong = walk(document, world, signed(charlie), {})
    assert not wrong, "\n".join(wrong)


def test_naming_the_workspace_itself_opens_nothing(document, world, charlie, other_workspace):
    wrong = walk(document, world, signed(charlie), {"X-Workspace": world.workspace.pk})
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_anything(document, world):
    wrong = walk(document, world, Client(raise_request_exception=False), {})
    assert not wrong, "\n".join(wrong)
