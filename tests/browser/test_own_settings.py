"""A person's choices show at once and stay; the trail and the admin site look like the rest and keep the content policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Opener = Callable[..., Page]


def test_choices_show_before_they_are_saved(open_page: Opener, shoot: Callable[[Page, str], None]) -> None:
    page = open_page()
    page.goto("/settings/")
    root = page.locator("html")
    page.get_by_label("Numbers and dates").select_option("de")
    expect(page.locator("[data-sample=number]")).to_have_text("1.234.567,89")
    page.get_by_label("Dates", exact=True).select_option("iso")
    expect(page.locator("[data-sample=date]")).to_have_text("2026-12-31")
    high = page.get_by_role("button", name="Save settings").bounding_box()
    page.get_by_label("Density").select_option("compact")
    expect(root).to_have_attribute("data-density", "compact")
    low = page.get_by_role("button", name="Save settings").bounding_box()
    assert high is not None
    assert low is not None
    assert low["height"] < high["height"]
    page.get_by_label("Movement").select_option("reduced")
    assert page.locator(".btn").first.evaluate("node => parseFloat(getComputedStyle(node).transitionDuration)") <= 0.001
    shoot(page, "settings-compact")
    page.get_by_role("button", name="Save settings").click()
    page.goto("/charts/")
    for name, value in {"density": "compact", "motion": "reduced", "locale": "de", "dates": "iso"}.items():
        expect(root).to_have_attribute(f"data-{name}", value)
    page.goto("/settings/")
    for label, value in {"Numbers and dates": "en", "Dates": "auto", "Density": "comfortable", "Movement": "system"}.items():
        page.get_by_label(label, exact=True).select_option(value)
    page.get_by_role("button", name="Save settings").click()


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")])
def test_the_trail_and_the_admin_site_are_of_one_piece(
    open_page: Opener, shoot: Callable[[Page, str], None], size: str, theme: str
) -> None:
    page = open_page(size=size, theme=theme)
    foreign: list[str] = []
    page.on(
        "request", lambda request: None if "127.0.0.1" in request.url or request.url.startswith("data:") else foreign.append(request.url)
    )
    page.goto("/workspace/audit/")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()
    shoot(page, f"trail-{size}-{theme}")
    for name, path in {"index": "/admin/", "people": "/admin/accounts/user/", "entries": "/admin/core/auditentry/"}.items():
        page.goto(path)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(14, 20, 19)" if theme == "dark" else "rgb(245, 246, 243)")
        expect(page.get_by_text("PilotBA administration")).to_be_visible()
        shoot(page, f"admin-{name}-{size}-{theme}")
    assert not foreign
