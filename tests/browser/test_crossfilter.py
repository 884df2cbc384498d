"""Choosing marks on one tile: another tile follows, the address says so, Back undoes it, and a drag chooses a period."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

SLOW = 60_000


@pytest.fixture
def board(open_page: Callable[..., Page]) -> Page:
    page = open_page()
    open_board(page)
    return page


def open_board(page: Page) -> None:
    page.goto("/")
    link = page.get_by_role("link", name="Retail overview").first
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    link.click()


def tile(page: Page, name: str) -> Locator:
    found = page.locator(".tile", has=page.get_by_role("heading", name=name, exact=True))
    found.scroll_into_view_if_needed()
    return found


def click_bar(page: Page, name: str, place: int) -> None:
    bar = tile(page, name).locator(".js-plotly-plot .point").nth(place)
    expect(bar).to_be_visible(timeout=SLOW)
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)


def test_a_click_on_a_bar_narrows_another_tile_and_back_undoes_it(board: Page, shoot: Callable[[Page, str], None]) -> None:
    number = tile(board, "Orders, latest year").locator(".tile-body")
    expect(number).to_contain_text(re.compile(r"\d"), timeout=SLOW)
    before = number.inner_text()
    click_bar(board, "Share returned by category", 0)
    pill = board.locator(".cross-pill")
    expect(pill).to_contain_text(re.compile(r"Category is \w+"), timeout=SLOW)
    assert "x." in board.url
    expect(number).not_to_have_text(re.compile(re.escape(before.split("\n")[0])), timeout=SLOW)
    own = tile(board, "Share returned by category")
    expect(own.locator(".js-plotly-plot .point")).to_have_count(8)  # its own marks all stay
    shoot(board, "cross-filter")
    narrowed = number.inner_text()

    board.reload()  # the link carries it
    expect(pill).to_be_visible(timeout=SLOW)
    expect(number).to_have_text(re.compile(re.escape(narrowed.split("\n")[0])), timeout=SLOW)
    board.go_back()
    expect(pill).to_have_count(0)
    expect(number).to_have_text(re.compile(re.escape(before.split("\n")[0])), timeout=SLOW)

    board.go_forward()
    expect(pill).to_be_visible()
    board.locator("body").press("Escape")
    expect(pill).to_have_count(0)


def test_a_drag_with_the_brush_and_two_inputs_choose_a_period(board: Page) -> None:
    months = tile(board, "Orders by month and channel")
    expect(months.locator(".js-plotly-plot .point").first).to_be_visible(timeout=SLOW)
    months.hover()
    months.get_by_role("button", name="Choose a range by dragging").click()
    box = months.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    board.mouse.down()
    board.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=8)
    board.mouse.up()
    pill = board.locator(".cross-pill")
    expect(pill).to_contain_text("–", timeout=SLOW)
    assert "xr." in board.url

    pill.locator("summary").click()
    pill.get_by_label("Month: From").fill("2024-02-10")
    pill.get_by_label("Month: To").fill("2024-03-31")
    pill.get_by_role("button", name="Apply").click()
    expect(pill).to_contain_text("Feb 2024 – Mar 2024")
    expect(tile(board, "Orders, latest year").locator(".badge")).to_have_text("filtered", timeout=SLOW)
    pill.get_by_role("button", name=re.compile("Remove the cross-filter")).click()
    expect(pill).to_have_count(0)


def test_pills_fit_a_phone_in_the_dark(open_page: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    page = open_page(size="phone", theme="dark")
    open_board(page)
    own = tile(page, "Share returned by category").get_attribute("data-tile")
    page.goto(f"{page.url.split('?')[0]}?x.{own}.Category=Footwear&x.{own}.Category=Clothing")
    pill = page.locator(".cross-pill")
    expect(pill).to_be_visible(timeout=SLOW)
    box = pill.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    pill.locator("summary").click()
    expect(pill.get_by_role("checkbox").first).to_be_checked()
    shoot(page, "cross-filter-phone")
