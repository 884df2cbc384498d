"""Marks of charts by mouse and by keyboard: what they say, their menu, filtering, drilling, the rows behind them; every kind for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SLOW, VERY_SLOW = 60_000, 240_000
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
REVENUE = [{"agg": "sum", "field": "amount", "as": "Revenue"}]
REGIONS = {"dimensions": [{"field": "region"}], "measures": REVENUE}
YEARS = {"dimensions": [{"field": "ordered_at", "grain": "year"}], "measures": REVENUE}
Open = Callable[..., Page]


@pytest.fixture
def page(open_page: Open) -> Page:
    """A page of somebody whose sample has been loaded."""
    page = open_page()
    page.goto("/")
    expect(page.get_by_role("link", name="Retail overview").first).to_be_visible(timeout=VERY_SLOW)
    return page


def call(page: Page, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    token = next((c["value"] for c in page.context.cookies() if "csrf" in c["name"]), "")
    origin = "/".join(page.url.split("/")[:3])
    answer = page.request.fetch(f"{origin}{path}", method=method, data=data, headers={"X-CSRFToken": token, "Referer": f"{origin}/"})
    assert answer.ok, answer.text()
    return answer.json()


def open_chart(page: Page, kind: str, spec: dict[str, Any], **options: Any) -> None:
    found = next(one for one in call(page, "GET", "/api/v1/datasets/")["items"] if one["name"] == "Shop orders")
    body = {"dataset_id": found["id"], "name": f"A {kind}", "kind": kind, "spec": spec, "options": options}
    page.goto(call(page, "POST", "/api/v1/charts/", body)["url"])
    expect(page.locator(f'[data-drawn="{kind}"]')).to_be_visible(timeout=SLOW)


def first_bar(page: Page) -> tuple[float, float]:
    box = page.locator("[data-figure] .bars .point").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spoken(page: Page) -> str:
    return page.locator(".chart-body [aria-live]").first.inner_text()


def test_the_mouse_opens_the_menu_of_a_mark(page: Page, shoot: Callable[[Page, str], None]) -> None:
    open_chart(page, "bar", REGIONS)
    page.mouse.move(*first_bar(page))
    expect(page.get_by_role("tooltip")).to_contain_text("Central")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    page.mouse.click(*first_bar(page), button="right")
    shoot(page, "mark-menu")
    page.get_by_role("button", name="See rows").click()
    rows = page.get_by_role("dialog").get_by_role("row")
    expect(rows.nth(3)).to_contain_text("Central", timeout=SLOW)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.mouse.click(*first_bar(page), button="right")
    page.get_by_role("button", name="Exclude").click()
    expect(page.locator("[data-question]")).to_contain_text("Central", timeout=SLOW)
    expect(page.locator("[data-figure] .bars .point")).to_have_count(3, timeout=SLOW)


def test_the_keyboard_walks_drills_and_comes_back(page: Page) -> None:
    open_chart(page, "bar", YEARS)
    plot = page.locator(".chart-plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert re.match(r"2 of \d, 2024, Revenue: [\d,.]+, up \d+ %", spoken(page))
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("button", name="Filter to this")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".mark-menu")).to_have_count(0)
    expect(plot).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="by quarter")).to_be_focused()
    page.keyboard.press("Enter")
    trail = page.get_by_role("navigation", name="Drilled down to")
    expect(trail).to_contain_text("2024")
    expect(page.locator("[data-figure] .bars .point")).to_have_count(4, timeout=SLOW)
    trail.get_by_role("button", name="All").click()
    expect(page.locator("[data-question]")).to_contain_text("year", timeout=SLOW)
    expect(trail).to_be_hidden()


def test_series_are_told_apart_without_colour(open_page: Open, page: Page) -> None:
    spec = {"dimensions": [{"field": "ordered_at", "grain": "year"}, {"field": "channel"}], "measures": REVENUE}
    open_chart(page, "bar", spec, mode="stacked", patterns=True)
    expect(page.locator("[data-figure] pattern").first).to_be_attached(timeout=SLOW)
    page.locator(".chart-plot").focus()
    page.keyboard.press("ArrowRight")
    assert re.search(r"Store: [\d,.]+, [\d.]+%.*total", spoken(page))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_is_for_everybody(open_page: Open, page: Page, theme: str, shoot: Callable[[Page, str], None]) -> None:
    """Each kind of the gallery can be walked by keyboard, and axe finds nothing wrong, with the table shown either."""
    gallery = open_page(theme=theme)
    gallery.goto("/charts/gallery/")
    silent = []
    for tile in gallery.locator("[data-example]").all():
        tile.scroll_into_view_if_needed()
        name = tile.get_attribute("data-example")
        expect(tile).to_have_attribute("data-drawn", re.compile("."), timeout=SLOW)
        plot = tile.locator(".chart-plot")
        if plot.count():
            plot.focus()
            gallery.keyboard.press("ArrowRight")
            if not tile.locator(".chart-body [aria-live]").first.inner_text():
                silent.append(name)
            gallery.keyboard.press("Escape")
    shoot(gallery, f"gallery-{theme}")
    wrong = violations(gallery)
    for toggle in gallery.locator("[data-example] .chart-toggle:visible").all():
        toggle.click()
    assert not silent
    assert not wrong + violations(gallery)


def violations(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in Axe().run(page, options=RULES).response["violations"]]
