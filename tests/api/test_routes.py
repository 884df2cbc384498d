"""Every address of the product against nobody, a viewer, an analyst, an administrator and a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from api.route_map import ALL, RULES, Rule
from api.world import MARK, World, make_analyst, make_world
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from routes import Route, all_routes

pytestmark = pytest.mark.django_db
RULED = [route for route in all_routes() if route.name in RULES]
METHODS = sorted(ALL)
REFUSED = {403, 404, 405}
HIDDEN = {404, 405}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(alice, bob, workspace, tmp_path) -> World:
    return make_world(alice, bob, workspace, tmp_path)


def browser(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def fresh(client: Client) -> Client:
    """The same person's browser again; what a request did to the session was undone, so the cookie still opens it."""
    again = Client(raise_request_exception=False)
    again.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return again


def visit(client: Client, route: Route, rule: Rule, world: World, method: str) -> HttpResponseBase:
    """One request whose effects are undone."""
    address = reverse(route.name, kwargs=rule.ids(world) if rule.ids else {})
    headers = {"Tus-Resumable": "1.0.0"}
    with transaction.atomic():
        answer = client.generic(method, address, b"{}", content_type="application/json", headers=headers)
        answer.text_of_it = _text(answer)
        transaction.set_rollback(True)
    return answer


def _text(answer: Any) -> str:
    if not answer.streaming:
        return answer.content.decode("utf-8", "replace")
    return b"".join(answer).decode("utf-8", "replace") if not answer.is_async else ""


def walk(user: Any, role: str, world: World, refused: set[int]) -> list[str]:
    """What is wrong for this person, as `METHOD route: status` lines."""
    wrong, signed = [], browser(user)
    for route in RULED:
        rule = RULES[route.name]
        for method in METHODS:
            answer = visit(fresh(signed), route, rule, world, method)
            admitted = method in getattr(rule, role)
            if answer.status_code not in rule.fine and (problem := judge(answer, admitted, refused)):
                wrong.append(f"{method} {route.name}: {answer.status_code} {problem}")
            if role in ("stranger", "nobody") and MARK in answer.text_of_it and not opened_by_address(route):
                wrong.append(f"{method} {route.name}: shows what is not theirs")
    return wrong


def opened_by_address(route: Route) -> bool:
    """Whoever has the address has the key: an invitation, a public link."""
    return "secret" in route.params and route.name != "accounts:link"


def judge(answer: HttpResponseBase, admitted: bool, refused: set[int]) -> str:
    """Empty when the answer is as it should be; what an admitted person gets for an empty body may be any complaint about it."""
    status = answer.status_code
    if status >= 500:
        return "fails"
    if not admitted:
        return "" if status in refused else "should be refused"
    return "refuses" if status in (401, 403, 404) else ""


def listed(wrong: list[str]) -> str:
    return "\n" + "\n".join(wrong)


def test_it_works():
    assert len(all_routes()) > 40


def test_every_route_has_a_rule_and_every_rule_a_route():
    names = {route.name for route in all_routes()}
    assert names - set(RULES) == set(), "say in tests/api/route_map.py who may come here"
    assert set(RULES) - names == set()


def test_every_object_in_an_address_has_a_rule_that_names_it():
    for route in RULED:
        named = {name for name in route.params if name != "slug"}
        assert bool(named) == (RULES[route.name].ids is not None), route.name


def test_nobody_is_sent_to_sign_in(world):
    wrong = []
    for route in RULED:
        rule = RULES[route.name]
        for method in METHODS:
            answer = visit(browser(None), route, rule, world, method)
            if method in rule.nobody or answer.status_code == 405:
                continue
            sent = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
            if not (answer.status_code == 401 or sent) or MARK in answer.text_of_it:
                wrong.append(f"{method} {route.name}: {answer.status_code}")
    assert not wrong, listed(wrong)


def test_a_stranger_finds_nothing_of_another_workspace(world, charlie, other_workspace):
    wrong = walk(charlie, "stranger", world, HIDDEN)
    assert not wrong, listed(wrong)


def test_a_viewer_looks_and_changes_nothing(world, bob):
    wrong = walk(bob, "viewer", world, REFUSED)
    assert not wrong, listed(wrong)


def test_an_analyst_creates_and_leaves_the_things_of_others_alone(world):
    wrong = walk(make_analyst(world.workspace), "analyst", world, REFUSED)
    assert not wrong, listed(wrong)


def test_an_administrator_reaches_everything_of_the_workspace(world, alice):
    wrong = walk(alice, "admin", world, {*REFUSED, 400, 401})
    assert not wrong, listed(wrong)
