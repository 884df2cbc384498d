"""Selecting, marks and what lies over the picture, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.module_page import opened, served
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser)


GRID = """async (options) => {
  const [x, y, category] = [[], [], []];
  for (let i = 0; i < 100; i++) for (let k = 0; k < 100; k++) { x.push(i + 0.5); y.push(k + 0.5); category.push(i < 50 ? 0 : 1); }
  bench.selected = [];
  const onSelect = (found) => bench.selected.push(found);
  bench.charts.a = await bench.open({ extent: [0, 0, 100, 100], onSelect, ...options }, bench.rows(x, y, category));
}"""


def drag(page: Page, *places: tuple[int, int]) -> None:
    """Press at the first place of the picture, go through the others, let go at the last."""
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def selected(page: Page, many: int = 1) -> Any:
    page.wait_for_function("many => bench.selected.length >= many", arg=many)
    return page.evaluate("() => bench.selected.at(-1)")


def test_it_works_a_drawn_box_counts_the_rows_inside(page: Page) -> None:
    page.evaluate(GRID, {"legend": False})
    page.get_by_role("radio", name="Box").click()
    drag(page, (150, 100), (450, 300))
    found = selected(page)
    assert found["kind"] == "box"
    assert found["bounds"] == pytest.approx({"x0": 25, "x1": 75, "y0": 25, "y1": 75}, abs=0.3)
    assert found["rows"] == pytest.approx(2500, abs=120)
    assert "points selected" in page.locator("[aria-live]").inner_text()
    assert page.locator("path.pb-region").first.is_visible()
    assert page.evaluate("() => bench.charts.a.view") == {"x0": 0, "y0": 0, "x1": 100, "y1": 100}


def test_a_lasso_counts_what_it_surrounds(page: Page) -> None:
    page.evaluate(GRID, {"legend": False})
    page.get_by_role("radio", name="Lasso").click()
    drag(page, (60, 40), (540, 40), (300, 360), (60, 40))
    found = selected(page)
    assert found["kind"] == "lasso"
    assert len(found["shape"]) > 5
    assert found["rows"] == pytest.approx(0.5 * 80 * 80, rel=0.05)


def test_hidden_categories_are_not_selected(page: Page) -> None:
    page.evaluate(GRID, {"legend": True})
    page.get_by_role("button", name="a", exact=True).click()
    page.evaluate("() => bench.charts.a.select('box', [{ x: 25, y: 25 }, { x: 75, y: 75 }])")
    assert selected(page)["rows"] == 25 * 50


def test_the_keyboard_chooses_the_tool_selects_the_view_and_clears(page: Page) -> None:
    page.evaluate(GRID, {"legend": False})
    page.get_by_role("radio", name="Move").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="Box").get_attribute("aria-checked") == "true"
    page.locator(".pb-stage").focus()
    page.keyboard.press("s")
    assert selected(page)["rows"] == 10_000
    page.keyboard.press("Escape")
    assert selected(page, 2) is None
    assert page.locator("path.pb-region").count() == 0


def test_charts_without_the_callback_have_no_switch(page: Page) -> None:
    page.evaluate(GRID, {"legend": False, "onSelect": None})
    assert page.get_by_role("radiogroup").count() == 0


def test_lines_and_notes_lie_where_the_data_are_and_follow_the_view(page: Page) -> None:
    marks = [{"axis": "x", "at": 25, "label": "Start"}, {"axis": "y", "at": 75, "label": "Goal"}, {"x": 50, "y": 50, "text": "Here"}]
    page.evaluate(GRID, {"legend": False, "marks": marks})
    page.wait_for_function("() => document.querySelectorAll('.pb-line').length === 2")
    lines = page.eval_on_selector_all(".pb-line", "lines => lines.map((line) => line.getAttribute('d'))")
    assert lines == ["M150.0 0V400", "M0 100.0H600"]
    assert page.eval_on_selector(".pb-spot", "spot => [spot.getAttribute('cx'), spot.getAttribute('cy')]") == ["300.0", "200.0"]
    page.evaluate("() => bench.charts.a.setView({ x0: 0, y0: 50, x1: 50, y1: 100 })")
    page.wait_for_function("() => document.querySelector('.pb-line').getAttribute('d') === 'M300.0 0V400'")
    assert page.locator(".pb-note").all_text_contents() == ["Start", "Goal", "Here"]
    assert "Start at" in page.locator(".pb-stage").get_attribute("aria-description") or ""
