"""The layer of tiles in a real browser: parents stand in, the pointer learns counts, rows come when few are in view."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from browser.module_page import opened, served
from playwright.sync_api import Browser, Page

from apps.engine.tiles.counts import pack
from apps.engine.tiles.grid import BINS, SIZE

RNG = np.random.default_rng(7)
X, Y = RNG.random(60_000) * 100, RNG.random(60_000) ** 2 * 100
WEIGHT = 50  # each of these rows stands for so many, so that tiles are drawn and not rows


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser)


def tile(z: int, x: int, y: int) -> bytes:
    cells = [np.floor(values / 100 * SIZE * 2**z).astype(np.int64) - place * SIZE for values, place in ((X, x), (Y, y))]
    inside = (cells[0] >= 0) & (cells[0] < SIZE) & (cells[1] >= 0) & (cells[1] < SIZE)
    planes = (Y >= 50) * BINS  # low, high
    counts = np.bincount((planes + cells[1] * SIZE + cells[0])[inside], minlength=2 * BINS) * WEIGHT
    bins = np.flatnonzero(counts)
    return pack(bins, counts[bins], 2).plain


def rows(view: list[float]) -> bytes:
    x0, y0, x1, y1 = view
    inside = (x0 <= X) & (x1 >= X) & (y0 <= Y) & (y1 >= Y)
    kinds = pa.array(["low" if y < 50 else "high" for y in Y[inside]]).dictionary_encode()
    table = pa.table({"x": X[inside], "y": Y[inside], "category": kinds})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writing:
        writing.write_table(table)
    return sink.getvalue()


OPEN = """async () => {
  const host = Object.assign(document.createElement('div'), { className: 'host' });
  document.getElementById('hosts').append(host);
  const { openChart } = await import('/static/dist/webgl.js');
  const ask = async (what) => what.tile || what.view
    ? new Response(Uint8Array.from(await window.answer(what)))
    : new Response(JSON.stringify({ world: [0, 0, 100, 100], deepest: 24, categories: [{ value: 'low' }, { value: 'high' }] }));
  const chart = openChart(host, {
    layer: 'tiles', extent: [0, 0, 100, 100], rows: 3000000, padding: 0, axes: false, ratio: 1, x: { title: 'Price' }, y: { title: 'Size' },
  });
  bench.charts.a = chart;
  await chart.load(ask);
  await bench.settled(chart);
}"""


def answering(page: Page) -> list[Any]:
    asked: list[Any] = []

    def answer(what: Any) -> list[int]:
        asked.append(what)
        return list(tile(*what["tile"]) if "tile" in what else rows(what["view"]))

    page.expose_function("answer", answer)
    return asked


def test_it_works(page: Page) -> None:
    """The whole extent from one tile and its children, by category; then near enough for rows, which keep the colours."""
    asked = answering(page)
    page.evaluate(OPEN)
    page.wait_for_function("() => bench.charts.a.layer.queue.here.size > 1 && bench.charts.a.layer.queue.asked.size === 0")
    page.evaluate("() => bench.settled(bench.charts.a)")
    picture = page.evaluate("() => bench.measure(bench.charts.a)")
    assert picture["ink"] > 0.3
    assert picture["y"] > picture["height"] * 0.5  # dense below
    assert asked[0] == {"tile": [0, 0, 0]}
    assert page.evaluate("() => bench.charts.a.stats().renderer") == "tiles"
    hit = page.evaluate("() => bench.charts.a.interaction.pick({ fx: 0.5, fy: 0.01 })")
    assert hit["value"] % WEIGHT == 0 < hit["value"]
    lines = page.evaluate("hit => bench.charts.a.interaction.lines(hit)", hit)
    assert [line[0] for line in lines] == ["Price", "Size", "Rows", "low"]
    assert lines[3][1].endswith("(100 %)")
    assert page.evaluate("() => bench.charts.a.categories") == ["low", "high"]
    page.locator(".pb-legend-item", has_text="low").click()  # below is nothing now, above the others stay
    page.evaluate("() => bench.settled(bench.charts.a)")
    assert page.evaluate("() => bench.measure(bench.charts.a)")["y"] < picture["height"] * 0.5
    assert page.evaluate("() => bench.charts.a.interaction.pick({ fx: 0.5, fy: 0.01 })") is None
    page.locator(".pb-legend-item", has_text="low").click()

    page.evaluate("() => { bench.charts.a.setView({ x0: 40, x1: 50, y0: 45, y1: 55 }); bench.charts.a.endMove(); }")
    page.wait_for_function("() => bench.charts.a.stats().renderer === 'tiles: rows of the view'")
    page.evaluate("() => bench.settled(bench.charts.a)")
    assert any("view" in what for what in asked)
    assert page.evaluate("() => bench.charts.a.categories") == ["low", "high"]
    near = page.evaluate("() => bench.charts.a.interaction.pick({ fx: 0.5, fy: 0.5 }, 60)")
    assert 40 < near["x"] < 50
    assert near["category"] == (near["y"] >= 50)
    assert "value" not in near
    page.evaluate("() => { bench.charts.a.reset(); bench.charts.a.endMove(); }")
    page.wait_for_function("() => bench.charts.a.stats().renderer === 'tiles'")


def test_a_closed_chart_leaves_nothing(page: Page) -> None:
    answering(page)
    page.evaluate(OPEN)
    page.evaluate("() => bench.charts.a.destroy()")
    alive = page.evaluate("async () => (await import('/static/dist/webgl.js')).liveResources()")
    assert {name: count for name, count in alive.items() if count} == {}
