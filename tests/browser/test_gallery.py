"""The gallery is the visual test: every kind is drawn, in both themes and on a phone, with no word on the console."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PATIENCE = 120_000  # milliseconds; the sample is made first


def open_gallery(page: Page) -> int:
    """The number of kinds, once the sample is there."""
    deadline = time.monotonic() + PATIENCE / 1000
    page.goto("/charts/gallery/")
    while not page.locator("[data-example]").count() and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.goto("/charts/gallery/")
    return page.locator("[data-example]").count()


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")])
def test_every_kind_is_drawn(open_page: Callable[..., Page], shoot: Callable[[Page, str], None], size: str, theme: str) -> None:
    page = open_page(size=size, theme=theme)
    count = open_gallery(page)
    assert count > 30
    cards = page.locator("[data-example]")
    for i in range(count):
        cards.nth(i).scroll_into_view_if_needed()
        expect(cards.nth(i)).to_have_attribute("data-drawn", str(cards.nth(i).get_attribute("data-example")), timeout=PATIENCE)
    assert not page.locator("[data-example].failed").count()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    if (size, theme) == ("desktop", "light"):
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    page.evaluate("scrollTo(0, 0)")
    shoot(page, f"gallery-{size}-{theme}")


def test_a_chart_is_downloaded_and_a_kind_is_used(open_page: Callable[..., Page]) -> None:
    page = open_page()
    open_gallery(page)
    page.get_by_label("Use this kind: Treemap").click()
    expect(page.locator("[data-question]")).to_contain_text("category and product", timeout=PATIENCE)
    page.goto("/charts/")
    page.get_by_role("link", name="Revenue by month and region").click()
    page.get_by_label("Download the saved chart").click()
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    assert download.value.suggested_filename == "revenue-by-month-and-region.xlsx"


def test_without_scripts_there_are_pictures_and_tables(open_page: Callable[..., Page], browser: Browser) -> None:
    signed = open_page()
    open_gallery(signed)
    context = browser.new_context(storage_state=signed.context.storage_state(), java_script_enabled=False)
    page = context.new_page()
    page.goto(signed.url.replace("gallery/", ""))
    page.get_by_role("link", name="Revenue by month and region").click()
    page.wait_for_load_state()  # pictures are a part of the page
    assert page.locator("img.static-picture").evaluate("image => image.complete && image.naturalWidth") == 960
    page.get_by_role("link", name="Picture with summary and table").click()
    assert page.locator("table.table tbody tr").count() > 100
    context.close()
