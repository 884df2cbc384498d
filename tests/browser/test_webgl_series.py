"""Lines, areas, bars and heat maps in a real browser: pixels against all rows, gaps, hovering, legends, and nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from .module_page import opened, served


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    for page in opened(files, browser):
        page.evaluate(HELPERS)
        yield page


HELPERS = """() => {
  window.series = {
    /** A walk with spikes and gaps, uneven along x. */
    walk(n) {
      let seed = 5;
      const next = () => { seed = (Math.imul(seed, 1664525) + 1013904223) | 0; return (seed >>> 0) / 4294967296; };
      const [x, y] = [new Float64Array(n), new Float32Array(n)];
      for (let i = 0, at = 0, value = 0; i < n; i++) {
        at += next() ** 4;
        value += next() - 0.5;
        x[i] = at;
        y[i] = i % 9000 < 700 ? NaN : value + (next() < 0.0005 ? 120 : 0);
      }
      return { x, y };
    },
    /** Highest and lowest row of each pixel column by reading every row and every line between neighbours. */
    truth({ x, y }, { x0, x1 }, width) {
      const out = Array.from({ length: width }, () => [Infinity, -Infinity]);
      const take = (c, v) => { if (c >= 0 && c < width && v === v) out[c] = [Math.min(out[c][0], v), Math.max(out[c][1], v)]; };
      const place = (value) => ((value - x0) / (x1 - x0)) * width;
      for (let i = 0; i < x.length; i++) {
        take(Math.floor(place(x[i])), y[i]);
        if (!i || Number.isNaN(y[i] + y[i - 1])) continue;
        const [from, to] = [place(x[i - 1]), place(x[i])];
        for (let c = Math.floor(from) + 1; c <= to; c++) {
          const v = y[i - 1] + ((c - from) / (to - from)) * (y[i] - y[i - 1]);
          take(c, v);
          take(c - 1, v);
        }
      }
      return out;
    },
    /** First and last inked pixel of each column of a chart. */
    drawn(chart) {
      const { data, width, height } = bench.pixels(chart);
      return Array.from({ length: width }, (_, c) => {
        let [top, bottom] = [-1, -1];
        for (let r = 0; r < height; r++) if (data[4 * (r * width + c) + 3] > 127) { if (top < 0) top = r; bottom = r; }
        return [top, bottom];
      });
    },
    colour(chart, fx, fy) {
      const { data, width, height } = bench.pixels(chart);
      const at = 4 * (Math.floor((1 - fy) * height) * width + Math.floor(fx * width));
      return [...data.slice(at, at + 4)];
    },
  };
}"""

COMPARE = """async ([n, views]) => {
  const rows = series.walk(n);
  const chart = bench.charts.a = await bench.open({ layer: 'lines' }, rows);
  const home = chart.view;
  const worst = [];
  for (const [from, share] of views) {
    const width = home.x1 - home.x0;
    chart.setView({ ...home, x0: home.x0 + from * width, x1: home.x0 + (from + share) * width });
    await bench.settled(chart);
    const view = chart.view;
    const drawn = series.drawn(chart);
    const truth = series.truth(rows, view, drawn.length);
    const down = (y) => ((view.y1 - y) / (view.y1 - view.y0)) * 400;
    let [off, wrong] = [0, 0];
    truth.forEach(([lo, hi], c) => {
      if (lo > hi) { if (drawn[c][0] >= 0) wrong++; return; }
      if (drawn[c][0] < 0) { wrong++; return; }
      off = Math.max(off, Math.abs(drawn[c][0] - down(hi)), Math.abs(drawn[c][1] + 1 - down(lo)));
    });
    worst.push([off, wrong]);
  }
  return worst;
}"""


def test_it_works_pixel_column_by_pixel_column(page: Page) -> None:
    """Every view shows in each column what all rows show there: no spike lost, no gap filled."""
    for off, wrong in page.evaluate(COMPARE, [150_000, [[0, 1], [0.2, 0.5], [0.41, 0.1], [0.7, 0.02]]]):
        assert off < 2  # half of the line's 1.5 pixels, and rounding
        assert wrong == 0
    assert page.evaluate("() => bench.charts.a.stats().renderer") == "canvas"
    assert page.locator(".pb-stage").get_attribute("aria-roledescription") == "interactive line chart"


def test_one_spike_among_a_million_rows_is_seen(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const y = new Float32Array(1_000_000);
          y[654_321] = 10;
          const chart = await bench.open({ layer: 'lines' }, { x: Float64Array.from(y, (_, i) => i), y });
          return series.drawn(chart).map(([top], c) => [top, c]).filter(([top]) => top < 20);
        }"""
    )
    assert [column for _, column in found] == [392]


TWO = """async options => {
  const n = 40;
  const x = Float64Array.from({ length: 2 * n }, (_, i) => i >> 1);
  const y = Float32Array.from(x, (at, i) => (i % 2 ? 30 : at >= 10 && at < 20 ? NaN : 10));
  const source = { x, y, category: Uint8Array.from(x, (_, i) => i % 2), names: ['low', 'high'] };
  bench.charts.a = await bench.open({ colours: ['#ff0000', '#0000ff'], y: { title: 'Heat' }, ...options }, source);
}"""


def test_several_series_have_their_colours_and_a_gap_stays_a_gap(page: Page) -> None:
    page.evaluate(TWO, {"layer": "lines", "extent": [0, 0, 39, 40], "legend": False})
    at = "([fx, fy]) => series.colour(bench.charts.a, fx, fy)"
    assert page.evaluate(at, [0.1, 0.25])[:3] == [255, 0, 0]
    assert page.evaluate(at, [0.1, 0.75])[:3] == [0, 0, 255]
    assert page.evaluate(at, [15 / 39, 0.25])[3] == 0
    assert page.evaluate(at, [15 / 39, 0.75])[3] > 100


def test_hovering_reads_every_series_and_the_legend_hides_one(page: Page) -> None:
    page.evaluate(TWO, {"layer": "lines", "extent": [0, 0, 39, 40], "legend": True})
    box = page.locator(".pb-stage").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)
    page.locator(".pb-tooltip").wait_for(state="visible")
    words = page.locator(".pb-tooltip").inner_text().split()
    assert words[2:] == ["low", "10", "high", "30"]
    page.get_by_role("button", name="high").click()
    page.wait_for_function("() => bench.settled(bench.charts.a).then(() => series.colour(bench.charts.a, 0.1, 0.75)[3] === 0)")
    assert page.evaluate("() => series.colour(bench.charts.a, 0.1, 0.25)[3]") > 100


def test_zooming_keeps_the_height_of_lines(page: Page) -> None:
    page.evaluate(TWO, {"layer": "lines", "legend": False})
    before = page.evaluate("() => bench.charts.a.view")
    page.locator(".pb-stage").focus()
    page.keyboard.press("+")
    after = page.evaluate("() => bench.charts.a.view")
    assert (after["y0"], after["y1"]) == (before["y0"], before["y1"])
    assert after["x1"] - after["x0"] < before["x1"] - before["x0"]


def test_areas_are_filled_to_zero_and_stacked_ones_to_the_series_below(page: Page) -> None:
    page.evaluate(TWO, {"layer": "area", "extent": [0, 0, 39, 40], "legend": False})
    assert 40 < page.evaluate("() => series.colour(bench.charts.a, 0.1, 0.6)")[3] < 120
    page.evaluate("() => bench.charts.a.destroy()")
    page.evaluate(TWO, {"layer": "area", "stack": True, "legend": False})
    assert page.evaluate("() => bench.charts.a.view")["y1"] == 40
    below, above = (page.evaluate("fy => series.colour(bench.charts.a, 0.1, fy)", fy) for fy in (0.15, 0.6))
    assert below[0] > 200 > 50 > below[2]
    assert above[2] > 200 > 50 > above[0]


def test_bars_stand_side_by_side_and_the_highest_of_a_column_is_kept(page: Page) -> None:
    page.evaluate(TWO, {"layer": "bars", "legend": False})
    low, high = (page.evaluate("fx => series.colour(bench.charts.a, fx, 0.1)", (0.5 + side) / 40) for side in (-0.2, 0.2))
    assert (low[:3], high[:3]) == ([255, 0, 0], [0, 0, 255])
    tops = page.evaluate(
        """async () => {
          const y = new Float32Array(60_000).fill(1);
          y[30_030] = 10;
          const chart = await bench.open({ layer: 'bars' }, { x: Float64Array.from(y, (_, i) => i), y });
          return series.drawn(chart).map(([top]) => top);
        }"""
    )
    assert tops[300] == 0
    assert set(tops[:300] + tops[301:]) == {360}


HEAT = """async options => {
  const places = Array.from({ length: 12 }, (_, i) => [i % 4, Math.floor(i / 4)]);
  const source = { x: places.map(([x]) => 10 * x), y: places.map(([, y]) => y), value: places.map((_, i) => (i === 5 ? NaN : i)) };
  bench.charts.a = await bench.open({ layer: 'heatmap', category: 'Rain', ...options }, source);
}"""


def test_a_heat_map_has_sharp_cells_and_says_what_its_colours_mean(page: Page) -> None:
    page.evaluate("() => document.documentElement.style.cssText = '--ramp-low: #000; --ramp-mid: #f00; --ramp-high: #ff0'")
    page.evaluate(HEAT, {})
    at = "([fx, fy]) => series.colour(bench.charts.a, fx, fy)"
    assert page.evaluate(at, [0.02, 0.02]) == [1, 1, 1, 255]  # black counts as nothing in the grids, so its neighbour stands for it
    assert page.evaluate(at, [0.98, 0.98]) == [255, 255, 0, 255]
    assert page.evaluate(at, [0.3, 0.5]) == [0, 0, 0, 0]
    assert page.evaluate(at, [0.751, 0.02]) != page.evaluate(at, [0.749, 0.02])
    assert page.evaluate(at, [0.751, 0.02]) == page.evaluate(at, [0.99, 0.3])
    assert page.locator(".pb-ramp").get_attribute("aria-label") == "Rain: from 0 to 11"
    assert page.locator(".pb-ramp-marks").inner_text().split() == ["0", "5.5", "11"]
    box = page.locator(".pb-stage").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.1)
    page.locator(".pb-tooltip").wait_for(state="visible")
    assert page.locator(".pb-tooltip").inner_text().split()[-2:] == ["Rain", "11"]


def test_cells_that_form_no_grid_are_refused_with_a_reason(page: Page) -> None:
    page.evaluate("() => bench.open({ layer: 'heatmap' }, { x: [0, 1, 2.5], y: [0, 0, 0], value: [1, 2, 3] }).catch(() => {})")
    assert "x is not evenly spaced" in page.get_by_role("alert").inner_text()


def test_an_unknown_layer_is_refused_by_name(page: Page) -> None:
    words = page.evaluate("() => bench.open({ layer: 'pie' }, { x: [1], y: [1] }).catch((error) => error.message)")
    assert words.startswith('There is no layer "pie". There are: points, ')


@pytest.mark.parametrize("layer", ["lines", "area", "bars", "heatmap"])
def test_charts_close_without_leaving_anything(page: Page, layer: str) -> None:
    left: Any = page.evaluate(
        """async layer => {
          for (let i = 0; i < 50; i++) {
            const chart = await bench.open({ layer, axes: true }, { x: [1, 2, 3], y: [1, 2, 3], value: [1, 2, 3] });
            chart.destroy();
          }
          return bench.liveResources();
        }""",
        layer,
    )
    assert left == {}
