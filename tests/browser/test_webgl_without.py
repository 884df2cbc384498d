"""Without WebGL2, and the numbers for developers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.module_page import opened, served
from playwright.sync_api import Browser, Page

OPEN = "async (options) => { bench.charts.a = await bench.open({ legend: false, ...options }, bench.columns(20_000)); }"
NO_WEBGL = """
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
  };
"""


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def without(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser, NO_WEBGL)


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser)


@pytest.mark.parametrize("renderer", ["auto", "gpu"])
def test_it_works_without_webgl_the_worker_draws_on_a_plain_canvas(without: Page, renderer: str) -> None:
    without.evaluate(OPEN, {"renderer": renderer})
    assert without.evaluate("() => bench.charts.a.stats().renderer") == "cpu"
    assert without.evaluate("() => bench.measure(bench.charts.a).ink") > 0.1
    assert "contexts" not in without.evaluate("() => bench.liveResources()")


def test_the_key_d_shows_numbers_for_developers(page: Page) -> None:
    page.evaluate(OPEN, {"renderer": "cpu"})
    page.locator(".pb-stage").focus()
    page.keyboard.press("d")
    overlay = page.locator(".pb-overlay")
    overlay.get_by_text("path cpu").wait_for()
    words = overlay.inner_text()
    assert "20,000 rows in view of 20,000" in words
    assert "1 batches" in words
    page.keyboard.press("d")
    assert overlay.count() == 0
