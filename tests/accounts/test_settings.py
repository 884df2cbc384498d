"""A person's own settings, on the page and through the API."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.django_db
FORM = {"name": "Alice B", "theme": "dark", "timezone": "Europe/Berlin", "locale": "de"}


def test_it_works(alice_client, alice):
    assert "Alice" in alice_client.get("/settings/").content.decode()
    answer = alice_client.post("/settings/", FORM, follow=True)
    assert "Settings saved." in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.name, alice.theme, alice.timezone, alice.locale) == ("Alice B", "dark", "Europe/Berlin", "de")


def test_the_theme_is_on_every_page(alice_client):
    assert '<html lang="en" data-theme="system">' in alice_client.get("/settings/").content.decode()
    alice_client.post("/settings/", FORM)
    assert '<html lang="en" data-theme="dark">' in alice_client.get("/settings/").content.decode()


@pytest.mark.parametrize("change", [{"theme": "neon"}, {"timezone": "Mars/Base"}, {"locale": "xx"}, {"name": ""}])
def test_what_is_unknown_is_refused(alice_client, alice, change):
    assert alice_client.post("/settings/", FORM | change).status_code == 400
    alice.refresh_from_db()
    assert (alice.name, alice.preferences) == ("Alice", {})


def test_the_switch_in_the_menu_remembers_the_theme(alice_client, alice):
    answer = alice_client.post("/settings/theme/", json.dumps({"theme": "light"}), content_type="application/json")
    assert answer.status_code == 204
    assert alice_client.post("/settings/theme/", {"theme": "dark"}).status_code == 204
    alice.refresh_from_db()
    assert alice.theme == "dark"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"theme": "neon"}', '{"theme": {"a": 1}}', "{}"])
def test_a_broken_theme_is_refused(alice_client, body):
    assert alice_client.post("/settings/theme/", body, content_type="application/json").status_code == 400


def test_the_same_through_the_api(alice_api):
    mine = alice_api.get("/api/v1/me").json()
    assert mine["preferences"] == {"theme": "system", "timezone": "UTC", "locale": "en"}
    changed = alice_api.patch("/api/v1/me", {"name": "Alice B", "preferences": {"theme": "dark"}}).json()
    assert (changed["name"], changed["preferences"]["theme"], changed["preferences"]["timezone"]) == ("Alice B", "dark", "UTC")
    assert alice_api.patch("/api/v1/me", {"preferences": {"timezone": "Mars/Base"}}).status_code == 400
    assert alice_api.patch("/api/v1/me", {"preferences": {"theme": "neon"}}).status_code == 400


def test_nobody_makes_themselves_staff(alice_api, alice):
    alice_api.patch("/api/v1/me", {"is_staff": True, "email": "root@example.com", "preferences": {"admin": True}})
    alice.refresh_from_db()
    assert (alice.is_staff, alice.email, alice.preferences) == (False, "alice@example.com", {})


def test_names_cannot_smuggle_markup(alice_client):
    alice_client.post("/settings/", FORM | {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in alice_client.get("/workspace/members/").content.decode()
