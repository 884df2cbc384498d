"""Somebody signs up, sets up a passkey, signs in with it, and stays signed in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

PERSON, PASSWORD = "dora@example.com", "blue-bicycle-42"
Shoot = Callable[[Page, str], None]


def mailed(server: Any) -> str:
    """The code of the last mail, which is printed where the product was started."""
    deadline = time.monotonic() + 20
    while not (found := re.findall(rf"Mail to {PERSON}: .*?: (\d{{6}})", (server.home / "run.log").read_text())):
        assert time.monotonic() < deadline, "no mail was printed"
    return str(found[-1])


def sign_up(page: Page, server: Any, shoot: Shoot) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Dora Example")
    page.get_by_label("E-mail").fill(PERSON)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    shoot(page, "signup-code")
    page.get_by_label("Code").fill(mailed(server))
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(lambda url: "accounts" not in url)


def key_in_the_device(page: Page) -> None:
    """A device that makes passkeys and always agrees."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})


def test_a_passkey_from_sign_up_to_sign_in(server: Any, open_page: Callable[..., Page], shoot: Shoot) -> None:
    page = open_page(user=None, base=server.url.replace("127.0.0.1", "localhost"))  # passkeys know no addresses of numbers
    key_in_the_device(page)
    sign_up(page, server, shoot)
    page.goto("/settings/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name", exact=True).fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    shoot(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("The passkey Laptop")).to_be_visible()
    shoot(page, "settings-second-step")

    page.get_by_role("button", name="Sign out everywhere, here too").click()
    page.get_by_label("E-mail").fill(PERSON)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    shoot(page, "second-step")
    page.get_by_label("Trust this browser").first.check()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "accounts" not in url)
    page.goto("/settings/")
    expect(page.get_by_text("Browsers you trust")).to_be_visible()


def test_a_page_warns_before_the_session_ends_and_keeps_what_was_typed(open_page: Callable[..., Page], shoot: Shoot) -> None:
    page = open_page()
    page.clock.install()
    page.goto("/workspace/new/")
    page.get_by_label("Name of the workspace").fill("Half typed")
    page.route("**/session/", lambda route: route.fulfill(json=route.fetch().json() | {"idle": 90}))
    page.clock.fast_forward("07:59:00")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("signed out in two minutes")
    shoot(page, "session-warning")
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Name of the workspace")).to_have_value("Half typed")
    page.unroute("**/session/")
    page.route(
        "**/session/", lambda route: route.fulfill(status=401, json={"error": {"code": "unauthenticated", "message": "Sign in first."}})
    )
    page.clock.fast_forward("08:00:00")
    expect(dialog).to_contain_text("You are signed out")
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_be_visible()
    shoot(page, "session-over")
    page.unroute("**/session/")
    page.get_by_role("button", name="I have signed in").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Create workspace").click()
    page.wait_for_url(lambda url: "new" not in url)
