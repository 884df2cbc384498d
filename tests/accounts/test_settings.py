"""A person's own settings, on the page and through the API."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from apps.accounts.services import personal
from apps.accounts.services.people import ARRIVED, change_preferences
from apps.core.reader import Reader, reading
from apps.core.templatetags.ui import bytesize, clock, compact, day, thousands

pytestmark = pytest.mark.django_db
FORM = {"name": "Alice B", "theme": "dark", "timezone": "Europe/Berlin", "locale": "de"}


def test_it_works(alice_client, alice):
    assert "Alice" in alice_client.get("/settings/").content.decode()
    answer = alice_client.post("/settings/", FORM, follow=True)
    assert "Settings saved." in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.name, alice.theme, alice.timezone, alice.locale) == ("Alice B", "dark", "Europe/Berlin", "de")


def test_the_theme_is_on_every_page(alice_client):
    assert '<html lang="en" data-theme="system" data-density="comfortable"' in alice_client.get("/settings/").content.decode()
    alice_client.post("/settings/", FORM | {"density": "compact", "motion": "reduced", "dates": "iso"})
    told = 'data-theme="dark" data-density="compact" data-motion="reduced" data-locale="de" data-dates="iso"'
    assert told in alice_client.get("/settings/").content.decode()


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
    look = {"theme": "system", "density": "comfortable", "motion": "system"}
    assert mine["preferences"] == look | {"timezone": "UTC", "locale": "en", "dates": "auto", "start": "home"}
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


def test_signing_in_leads_to_the_chosen_page_once(nobody_client, alice, workspace):
    change_preferences(user=alice, preferences={"start": "charts"})
    nobody_client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = nobody_client.session
    session[ARRIVED] = True
    session.save()
    assert nobody_client.get("/")["Location"] == "/charts/"
    assert nobody_client.get("/").status_code == 200


def test_pages_write_numbers_and_days_as_the_person_does(alice_client, alice):
    change_preferences(user=alice, preferences={"locale": "de", "timezone": "Asia/Tokyo"})
    assert 'data-locale="de"' in alice_client.get("/").content.decode()
    with reading(lambda: Reader("de", "Asia/Tokyo")):
        assert (thousands(1234567), compact(1234567), bytesize(1536)) == ("1.234.567", "1,23M", "1,5 KB")
        assert day(datetime(2026, 12, 31, 20, tzinfo=UTC)) == "01.01.2027"
        assert clock(datetime(2026, 12, 31, 20, 5, tzinfo=UTC)) == "01.01.2027, 05:05"
    with reading(lambda: Reader("en-IN", dates="month")):
        assert (thousands(1234567), thousands(999), thousands(123456), day(date(2026, 12, 31))) == (
            "12,34,567",
            "999",
            "1,23,456",
            "12/31/2026",
        )
    assert (thousands(1234567), clock(datetime(2026, 12, 31, 20, 5, tzinfo=UTC))) == ("1,234,567", "Dec 31, 2026, 8:05 PM")


def test_programs_keep_state_for_a_person(alice_api, bob_api):
    path = "/api/v1/me/settings/widget:table-1"
    assert alice_api.get(path).status_code == 404
    assert alice_api.put(path, {"sort": "-units", "on": [1, None]}, format="json").json() == {"sort": "-units", "on": [1, None]}
    assert alice_api.put(path, "wide", format="json").json() == "wide"
    assert alice_api.get("/api/v1/me/settings").json() == {"widget:table-1": "wide"}
    assert bob_api.get(path).status_code == 404
    assert bob_api.get("/api/v1/me/settings").json() == {}
    assert alice_api.delete(path).status_code == 204
    assert alice_api.delete(path).status_code == 404


def test_state_stays_small(alice_api, alice, monkeypatch):
    path = "/api/v1/me/settings/"
    assert alice_api.put(f"{path}big", "x" * 17_000, format="json").status_code == 413
    assert alice_api.put(f"{path}a b", 1, format="json").status_code == 400
    for number in range(16):
        assert alice_api.put(f"{path}k{number}", "x" * 16_000, format="json").status_code == 200
    assert alice_api.put(f"{path}k16", "x" * 16_000, format="json").status_code == 413
    assert alice_api.put(f"{path}k3", "y" * 16_000, format="json").status_code == 200, "in place of the old one"
    monkeypatch.setattr(personal, "MOST", 16)
    assert alice_api.put(f"{path}k17", 1, format="json").status_code == 413
