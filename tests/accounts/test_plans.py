"""Plans: so many query requests an hour, counted over all processes, said on every answer and in the settings."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from factories import join, make_user
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from apps.accounts.models import Plan, Role
from apps.accounts.services import api_keys, plans
from apps.core import limits
from apps.core.counters import Counters

pytestmark = pytest.mark.django_db
EXECUTE = "/api/v1/queries/execute"
many = hypothesis_settings(max_examples=100, derandomize=True)
steps = count()


def used_up(user, hits):
    """Put the person's query requests of this hour at `hits`."""
    name = f"{plans.QUERIES}:{user.pk}"
    limits.forget(plans.QUERIES, user.pk)
    if hits and connection.vendor == "postgresql":
        limits.add(plans.QUERIES, user.pk, plans.HOUR)
        cache.set(f"limit:{name}", hits, timeout=plans.HOUR)
    elif hits:
        limits.add(plans.QUERIES, user.pk, plans.HOUR)
        limits.table()._open().execute("UPDATE hits SET count = ? WHERE key = ?", (hits, name))


def put(workspace, plan):
    workspace.plan = plan
    workspace.save()


def test_it_works(alice, alice_api, workspace, dataset):
    spec = {"dataset": dataset.pk, "measures": [{"agg": "count"}]}
    used_up(alice, 99)
    answer = alice_api.post(EXECUTE, {"spec": spec})
    assert answer.status_code == 200, answer.content
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("100", "0")
    assert answer["RateLimit-Policy"] == '"queries";q=100;w=3600'
    assert answer["RateLimit"] == f'"queries";r=0;t={answer["RateLimit-Reset"]}'
    refused = alice_api.post(EXECUTE, {"spec": spec})
    assert refused.status_code == 429
    error = refused.json()["error"]
    assert error["code"] == "plan_used_up"
    assert "100 query requests" in error["message"]
    assert error["details"]["plan"] == "free"
    assert refused["RateLimit-Remaining"] == "0"
    assert alice_api.get("/api/v1/me/usage").json()["queries"] | {"resets_in": 0} == {
        "limit": 100,
        "used": 100,
        "remaining": 0,
        "resets_in": 0,
    }


@pytest.mark.property(39)
@many
@given(paths=st.lists(st.sampled_from(["me", "jobs", "datasets/", "nothing-here/x", "datasets/none"]), max_size=3))
def test_every_request_is_counted_for_an_hour(alice, alice_api, workspace, paths):
    limits.forget(plans.REQUESTS, alice.pk)
    for path in paths:
        alice_api.get(f"/api/v1/{path}")
    known = sum(path != "nothing-here/x" for path in paths)  # an address that does not exist is nobody's
    assert plans.requests_of(alice) == known
    hits = limits.look(plans.REQUESTS, alice.pk)
    assert (3590 <= hits.left_s <= 3600) if known else hits.left_s == 0


@pytest.mark.property(40)
@many
@given(used=st.one_of(st.integers(95, 105), st.integers(0, 2000)))
def test_a_free_hour_has_a_hundred_query_requests(alice, alice_api, workspace, used):
    used_up(alice, used)
    assert (alice_api.post(EXECUTE, {}).status_code == 429) == (used >= 100)


@pytest.mark.property(42)
@many
@given(used=st.one_of(st.integers(995, 1005), st.integers(0, 2000)))
def test_a_premium_hour_has_a_thousand(alice, alice_api, workspace, used):
    put(workspace, Plan.PREMIUM)
    used_up(alice, used)
    answer = alice_api.post(EXECUTE, {})
    assert (answer.status_code == 429) == (used >= 1000)
    assert answer["RateLimit-Limit"] == "1000"


@pytest.mark.property(41)
@many
@given(door=st.sampled_from(["plan", "public", "sign-in"]), extra=st.integers(0, 5))
def test_every_429_says_in_how_many_seconds(alice, alice_api, nobody_api, workspace, door, extra):
    address = f"192.0.{next(steps) % 200}.{extra}"
    if door == "plan":
        used_up(alice, 100 + extra)
        refused = alice_api.post(EXECUTE, {})
    elif door == "public":
        limits.add("public", _digest(address), 60)
        _preset("public", _digest(address), 300 + extra)
        refused = nobody_api.post("/api/v1/auth/refresh", {}, REMOTE_ADDR=address)
    else:
        limits.add("sign-in-lock", _digest("alice@example.com"), 900)
        refused = nobody_api.post("/api/v1/auth/token", {"email": "alice@example.com", "password": "x"}, REMOTE_ADDR=address)
    assert refused.status_code == 429, refused.content
    assert refused["Retry-After"].isdigit()
    assert 1 <= int(refused["Retry-After"]) <= 3600
    assert refused.json()["error"]["details"]["retry_after"] == int(refused["Retry-After"])


def _digest(name):
    from hashlib import sha256

    return sha256(name.encode()).hexdigest()


def _preset(scope, key, hits):
    if connection.vendor == "postgresql":
        cache.set(f"limit:{scope}:{key}", hits, timeout=60)
    else:
        limits.table()._open().execute("UPDATE hits SET count = ? WHERE key = ?", (hits, f"{scope}:{key}"))


@pytest.mark.property(43)
@many
@given(
    moves=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.sampled_from([0, 0, 1, 1799, 1800, 3600])), max_size=12),
)
def test_processes_share_the_counters_and_an_hour_ends_them(tmp_path, moves):
    path = tmp_path / f"counters-{next(steps)}.sqlite3"
    processes = [Counters(path) for _ in range(3)]  # each with a connection of its own, as processes have
    now, known = 1_000_000, {}
    for process, key, later in moves:
        now += later
        hits, ends = known.get(key, (0, 0))
        known[key] = (1, now + 3600) if ends <= now else (hits + 1, ends)
        assert processes[process].add(key, 3600, now) == known[key]
        assert processes[process - 1].read(key, now) == known[key]
        assert processes[process].read(key, known[key][1]) == (0, 0)


def test_real_processes_lose_no_count(tmp_path):
    path = tmp_path / "counters.sqlite3"
    code = "from pathlib import Path\nfrom apps.core.counters import Counters\n"
    code += f"for _ in range(200): Counters(Path({str(path)!r})).add('x', 3600, 1)"
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=Path(settings.STATICFILES_DIRS[0]).parent) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert Counters(path).read("x", 2)[0] == 600


def test_a_person_of_a_premium_workspace_is_premium_everywhere(alice, workspace, other_workspace):
    assert plans.plan_of(alice) == Plan.FREE
    put(other_workspace, Plan.PREMIUM)
    assert plans.plan_of(alice) == Plan.FREE
    join(alice, other_workspace, Role.VIEWER)
    assert plans.plan_of(alice) == Plan.PREMIUM


def test_looking_at_dashboards_costs_people_nothing_and_programs_one(alice, workspace, dataset):
    drawn = {"dataset_id": dataset.pk, "spec": {"measures": [{"agg": "count"}]}, "kind": "number"}
    page = APIClient()
    page.force_authenticate(alice)
    chart = page.post("/api/v1/charts/", drawn | {"name": "Rows"}).json()
    looked = page.post(f"/api/v1/charts/{chart['id']}/data", {})
    assert looked.status_code == 200, looked.content
    assert "RateLimit-Limit" not in looked
    assert plans.allowance_of(alice).used == 0
    program = APIClient(headers={"Authorization": f"Bearer {api_keys.make_key(user=alice, name='x', scope='read')[1]}"})
    assert program.post(f"/api/v1/charts/{chart['id']}/data", {})["RateLimit-Remaining"] == "99"
    assert page.post("/api/v1/charts/render", drawn)["RateLimit-Remaining"] == "98"


def test_open_pages_are_limited_by_address(nobody_client):
    address = "198.51.100.7"
    limits.add("public", _digest(address), 60)
    _preset("public", _digest(address), 300)
    refused = nobody_client.get("/accounts/login/", REMOTE_ADDR=address)
    assert (refused.status_code, refused["Retry-After"].isdigit()) == (429, True)
    assert nobody_client.get("/accounts/login/", REMOTE_ADDR="198.51.100.8").status_code == 200
    assert nobody_client.get("/health/live", REMOTE_ADDR=address).status_code == 200


def test_the_settings_show_what_is_left(alice, alice_client):
    used_up(alice, 37)
    text = alice_client.get("/settings/").content.decode()
    assert '<span class="strong">63</span> of 100 query requests left in this hour; all are back at' in text


def test_a_count_survives_an_undone_request(workspace):
    dora = make_user("dora")
    client = Client()
    client.force_login(dora, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/workspaces/none").status_code == 404
    assert plans.requests_of(dora) == 1
