"""Ten million points: generated on demand, drawn, panned, zoomed, and the same picture on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

VERY_SLOW = 240_000
INK = """() => {
  const canvas = document.querySelector('.tile canvas');
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d');
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4 * 97) colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return colours.size;
}"""


def wait_for_ink(page: Page, colours: int) -> None:
    """Until the picture has so many colours; asked from outside, for the page's policy forbids evaluated text."""
    for _ in range(VERY_SLOW // 500):
        if page.evaluate(INK) > colours:
            return
        page.wait_for_timeout(500)
    pytest.fail("the points were not drawn")


def ticks(page: Page) -> str:
    return (
        page.locator(".tile .pb-axis").first.inner_text()
        if page.locator(".tile .pb-axis").count()
        else page.locator(".tile svg").first.inner_text()
    )


def test_ten_million_points_pan_and_zoom(open_page: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    page = open_page()
    page.goto("/")
    expect(page.get_by_role("link", name="Retail overview").first).to_be_visible(timeout=VERY_SLOW)
    page.reload()
    page.get_by_role("button", name="Generate ten million trips").click()
    expect(page.get_by_role("link", name=re.compile("Ten million trips")).first).to_be_visible(timeout=VERY_SLOW)
    page.get_by_role("link", name=re.compile("Ten million trips")).first.click()
    canvas = page.locator(".tile canvas").first
    expect(canvas).to_be_visible(timeout=VERY_SLOW)
    wait_for_ink(page, 20)
    shoot(page, "ten-million")

    before, box = ticks(page), canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - box["width"] / 3, y, steps=8)
    page.mouse.up()
    page.wait_for_timeout(600)
    assert ticks(page) != before, "panning moved nothing"
    page.keyboard.down("Control")
    for _ in range(3):
        page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_timeout(1500)
    shoot(page, "ten-million-zoomed")
    assert page.evaluate(INK) > 2
