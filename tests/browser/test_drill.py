"""Drilling down on a tile of a dashboard and up again, and a drag over a histogram that narrows the other tiles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.test_crossfilter import open_board, tile
from browser.test_marks import call
from playwright.sync_api import Page, expect

SLOW = 60_000
BARS = "Share returned by category"


@pytest.fixture
def board(open_page: Callable[..., Page]) -> Page:
    page = open_page()
    open_board(page)
    return page


def first_bar(page: Page, name: str) -> tuple[float, float]:
    bar = tile(page, name).locator(".js-plotly-plot .point").first
    expect(bar).to_be_visible(timeout=SLOW)
    box = bar.bounding_box()
    assert box is not None
    return box["x"] + 12, box["y"] + box["height"] / 2


def test_a_mark_is_taken_apart_and_the_trail_leads_back(
    board: Page, open_page: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    place = first_bar(board, BARS)
    board.mouse.move(*place)
    board.mouse.click(*place, button="right")
    shoot(board, "tile-menu")
    board.get_by_role("button", name="Drill by…").click()
    board.locator(".mark-menu").get_by_role("button", name="Region", exact=True).click()
    trail = tile(board, BARS).get_by_role("navigation", name="Drilled down to")
    expect(trail).to_contain_text("by Region", timeout=SLOW)
    assert "d." in board.url
    expect(tile(board, BARS).locator(".js-plotly-plot .point")).to_have_count(4, timeout=SLOW)
    shoot(board, "tile-drilled")

    board.mouse.click(*first_bar(board, BARS))  # a mark of the drilled tile narrows the others
    expect(board.locator(".cross-pill")).to_contain_text("Region is", timeout=SLOW)
    phone = open_page(size="phone", theme="dark")
    phone.goto(board.url)  # the link carries it
    expect(tile(phone, BARS).get_by_role("navigation", name="Drilled down to")).to_contain_text("by Region", timeout=SLOW)
    expect(phone.locator(".cross-pill")).to_contain_text("Region is", timeout=SLOW)
    shoot(phone, "tile-drilled-phone")

    trail.get_by_role("button", name="All").click()
    expect(trail).to_have_count(0, timeout=SLOW)
    expect(board.locator(".cross-pill")).to_have_count(0)
    board.go_back()
    expect(trail).to_contain_text("by Region", timeout=SLOW)


def add_histogram(page: Page) -> str:
    found = next(one for one in call(page, "GET", "/api/v1/datasets/")["items"] if one["name"] == "Shop orders")
    spec: dict[str, Any] = {"dimensions": [{"field": "amount"}]}
    body = {"dataset_id": found["id"], "name": "Amounts", "kind": "histogram", "spec": spec, "visibility": "workspace"}
    chart = call(page, "POST", "/api/v1/charts/", body)
    board = page.url.split("/dashboards/")[1][:14]
    copy = call(page, "POST", f"/api/v1/dashboards/{board}/duplicate", {"name": "With a histogram"})
    added = {"kind": "chart", "chart": chart["id"], "title": "Amounts", "w": 12, "h": 4}
    call(page, "POST", f"/api/v1/dashboards/{copy['id']}/tiles/", added)
    return str(copy["url"])


def test_a_drag_over_a_histogram_narrows_the_other_tiles(board: Page, shoot: Callable[[Page, str], None]) -> None:
    board.goto(add_histogram(board))
    amounts = tile(board, "Amounts")
    expect(amounts.locator(".js-plotly-plot .point").first).to_be_visible(timeout=SLOW)
    amounts.hover()
    amounts.get_by_role("button", name="Choose a range by dragging").click()
    box = amounts.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    board.mouse.down()
    board.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=8)
    board.mouse.up()
    pill = board.locator(".cross-pill")
    expect(pill).to_contain_text(re.compile(r"Amount.* is [\d.,]+ – [\d.,]+"), timeout=SLOW)
    assert "xr." in board.url
    shoot(board, "histogram-brush")
    expect(tile(board, BARS).locator(".badge")).to_have_text("filtered", timeout=SLOW)
    board.locator("body").press("Escape")
    expect(pill).to_have_count(0)
