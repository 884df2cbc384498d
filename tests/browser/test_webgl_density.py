"""Density: the GPU and the worker count and shade alike, bin by bin, and the legend tells what shades mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.module_page import opened, served
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser)


# Rows lie in the middle of pixels, so that neither way of counting can round them elsewhere; some pixels are crowded.
CROWDED = """async ([renderer, density]) => {
  const [x, y, category] = [[], [], []];
  let a = 9;
  const next = (n) => { a = (Math.imul(a, 1664525) + 1013904223) | 0; return ((a >>> 8) % n); };
  for (let i = 0; i < 60000; i++) {
    const k = next(3);
    x.push(next(k ? 600 : 40) + 0.5);
    y.push(next(k ? 400 : 30) + 0.5);
    category.push(k);
  }
  const options = { renderer, density, extent: [0, 0, 600, 400], pointSize: 1, legend: false };
  const chart = bench.charts[renderer] = await bench.open(options, bench.rows(x, y, category));
  const there = () => renderer === 'cpu' || chart.layer.painter.rows.rows === 60000;
  while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
  const { shades } = await bench.settled(chart);
  return { histogram: Array.from(shades.histogram), table: Array.from(shades.table) };
}"""


@pytest.mark.parametrize("tone", ["auto", "rank", "log", "linear"])
def test_the_gpu_and_the_worker_agree_in_every_bin(page: Page, tone: str) -> None:
    worker, gpu = (page.evaluate(CROWDED, [renderer, tone]) for renderer in ("cpu", "gpu"))
    assert sum(worker["histogram"]) > 20_000
    assert worker["histogram"] == gpu["histogram"]
    assert worker["table"] == pytest.approx(gpu["table"], abs=2e-3)


def test_the_legend_tells_the_densest_pixel_and_changes_the_mapping(page: Page) -> None:
    first = page.evaluate(CROWDED, ["cpu", "rank"])
    legend = page.get_by_role("group", name="Density")
    assert "1 to " in legend.inner_text()
    page.get_by_label("How counts become shades").select_option("linear")
    page.wait_for_function("old => bench.charts.cpu.loop.last.shades.table[100] !== old", arg=first["table"][100])


def test_a_number_colours_in_classes_from_light_to_strong(page: Page) -> None:
    page.evaluate(
        """async () => {
          const [x, y, value] = [[], [], []];
          for (let i = 0; i < 700; i++) { x.push(i + 0.5); y.push(50); value.push(i === 699 ? NaN : i); }
          const source = { x: Float32Array.from(x), y: Float32Array.from(y), value: Float32Array.from(value) };
          bench.charts.a = await bench.open({ extent: [0, 0, 700, 100], pointSize: 2, legend: true }, source);
        }"""
    )
    page.wait_for_function("() => bench.charts.a.layer.options.style.rgb[0] !== bench.charts.a.layer.options.style.rgb[1]")
    names = page.locator(".pb-legend-item").all_text_contents()
    assert len(names) == 8
    assert names[0].startswith("0 to 9")
    assert names[-1] == "No value"
    page.evaluate("() => bench.settled(bench.charts.a)")
    light = page.evaluate(
        """() => { const { data, width, height } = bench.pixels(bench.charts.a);
          const at = (share) => 4 * (width * Math.floor(height / 2 - 1) + Math.floor(share * width));
          return [0.05, 0.5, 0.95].map((share) => data[at(share)] + data[at(share) + 1] + data[at(share) + 2]); }"""
    )
    assert light[0] > light[1] > light[2]


def test_a_number_sizes_the_marks_and_the_legend_tells_the_largest(page: Page) -> None:
    page.evaluate(
        """async () => {
          const source = { x: Float32Array.of(100, 300, 500), y: Float32Array.of(200, 200, 200), size: Float32Array.of(1, 4, 400) };
          bench.charts.a = await bench.open({ renderer: 'gpu', size: 'Seats', extent: [0, 0, 600, 400], legend: true }, source);
        }"""
    )
    assert page.evaluate("() => bench.charts.a.stats().renderer") == "cpu"
    assert page.locator(".pb-legend").inner_text() == "Area: Seats, up to 400"
    page.evaluate("() => bench.settled(bench.charts.a)")
    assert page.evaluate("() => bench.measure(bench.charts.a).inked") > 300
