"""The drawing engine in a real browser: pixels, hands, loss of the GPU, and that closing gives everything back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from browser.module_page import opened, served
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    yield from served()


@pytest.fixture
def page(files: str, browser: Browser) -> Iterator[Page]:
    yield from opened(files, browser)


OPEN = "async ([name, options, rows]) => { bench.charts[name] = await bench.open(options, bench.columns(rows)); }"
MEASURE = "name => bench.measure(bench.charts[name])"


def draw(page: Page, name: str = "a", rows: int = 20_000, **options: Any) -> dict[str, Any]:
    page.evaluate(OPEN, [name, {"legend": False, **options}, rows])
    return page.evaluate(MEASURE, name)


def again(page: Page, name: str = "a") -> dict[str, Any]:
    page.evaluate("name => bench.settled(bench.charts[name])", name)
    return page.evaluate(MEASURE, name)


def test_it_works(page: Page) -> None:
    picture = draw(page)
    assert (picture["width"], picture["height"]) == (600, 400)
    assert 0.1 < picture["ink"] < 0.95
    assert page.evaluate("() => bench.charts.a.stats().rows") == 20_000
    assert page.locator("canvas").get_attribute("role") == "img"
    assert page.locator(".pb-stage").get_attribute("aria-label") == "Test points"


@pytest.mark.parametrize("renderer", ["cpu", "gpu"])
def test_one_point_lies_where_it_should_in_its_colour(page: Page, renderer: str) -> None:
    page.evaluate(
        """async renderer => {
          const options = { renderer, extent: [0, 0, 100, 100], pointSize: 2, legend: false };
          bench.charts.a = await bench.open(options, bench.rows([25], [75], [1]));
        }""",
        renderer,
    )
    page.wait_for_function("() => bench.settled(bench.charts.a).then(() => bench.measure(bench.charts.a).inked === 4)")
    picture = page.evaluate(MEASURE, "a")
    assert page.evaluate("() => bench.charts.a.stats().renderer") == renderer
    assert abs(picture["x"] - 149.5) <= 1
    assert abs(picture["y"] - 99.5) <= 1
    assert picture["colour"][1] > 140 > 20 > picture["colour"][0]


@pytest.mark.parametrize("rows", [2_000, 300_000])
def test_the_gpu_and_the_worker_draw_the_same(page: Page, rows: int) -> None:
    for zoom in ([0, 0, 100, 100], [30, 30, 60, 60]):
        page.evaluate(
            """async ([rows, [x0, y0, x1, y1]]) => { for (const renderer of ['cpu', 'gpu']) {
              const chart = await bench.open({ renderer, extent: [0, 0, 100, 100], legend: false }, bench.columns(rows));
              chart.camera.fit({ x0, y0, x1, y1 }); await bench.settled(chart); bench.charts[renderer] = chart; } }""",
            [rows, zoom],
        )
        page.wait_for_function("rows => bench.charts.gpu.layer.painter.rows.rows === rows", arg=rows)
        page.evaluate("() => bench.settled(bench.charts.gpu)")
        differ = page.evaluate("() => bench.difference(bench.charts.cpu, bench.charts.gpu)")
        cpu, gpu = page.evaluate(MEASURE, "cpu"), page.evaluate(MEASURE, "gpu")
        assert abs(cpu["ink"] - gpu["ink"]) < 0.03 * cpu["ink"] + 0.001
        assert differ["opacity"] < 14, differ
        assert differ["colour"] < 14, differ
        page.evaluate("() => { bench.charts.cpu.destroy(); bench.charts.gpu.destroy(); }")


def test_dragging_moves_the_points_with_the_hand(page: Page) -> None:
    before = draw(page)
    stage = page.locator(".pb-stage").bounding_box()
    assert stage
    page.mouse.move(stage["x"] + 300, stage["y"] + 200)
    page.mouse.down()
    page.mouse.move(stage["x"] + 400, stage["y"] + 150, steps=4)
    page.wait_for_timeout(120)
    page.mouse.up()
    after = again(page)
    assert after["x"] - before["x"] > 30
    assert before["y"] - after["y"] > 12


def test_wheel_zooms_with_ctrl_and_double_click_shows_all_again(page: Page) -> None:
    draw(page)
    home = page.evaluate("() => bench.charts.a.view")
    page.mouse.move(200, 150)
    page.mouse.wheel(0, -300)
    assert page.evaluate("() => bench.charts.a.view") == home
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("width => { const v = bench.charts.a.view; return v.x1 - v.x0 < 0.8 * width; }", arg=home["x1"] - home["x0"])
    page.mouse.dblclick(200, 150)
    assert page.evaluate("() => bench.charts.a.view") == home


def test_shift_drag_zooms_into_a_box(page: Page) -> None:
    draw(page, extent=[0, 0, 100, 100])
    page.keyboard.down("Shift")
    page.mouse.move(150, 100)
    page.mouse.down()
    page.mouse.move(450, 300, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    view = page.evaluate("() => bench.charts.a.view")
    assert view == pytest.approx({"x0": 25, "x1": 75, "y0": 25, "y1": 75}, abs=0.5)


def test_keys_move_zoom_and_read_a_point_aloud(page: Page) -> None:
    draw(page)
    page.locator(".pb-stage").focus()
    home = page.evaluate("() => bench.charts.a.view")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("() => bench.charts.a.view")
    assert moved["x1"] - moved["x0"] < home["x1"] - home["x0"]
    assert "points in view" in page.locator("[aria-live]").inner_text()
    page.keyboard.press("Enter")
    page.locator(".pb-tooltip").wait_for(state="visible")
    assert page.locator("[aria-live]").inner_text().startswith("Price ")
    page.keyboard.press("Escape")
    assert not page.locator(".pb-tooltip").is_visible()
    page.keyboard.press("0")
    assert page.evaluate("() => bench.charts.a.view") == home


def test_hovering_a_point_shows_its_values(page: Page) -> None:
    page.evaluate(
        """async () => {
          bench.picked = [];
          const options = { extent: [0, 0, 100, 100], legend: false, onHover: (hit) => bench.picked.push(hit) };
          bench.charts.a = await bench.open(options, bench.rows([10, 50, 90], [10, 50, 90], [0, 1, 2]));
        }"""
    )
    page.mouse.move(543, 42)
    page.wait_for_function("() => bench.picked.at(-1)?.row === 2")
    assert "90" in page.locator(".pb-tooltip").inner_text()
    assert "c" in page.locator(".pb-tooltip").inner_text()
    page.mouse.move(420, 42)
    page.wait_for_function("() => bench.picked.at(-1) === null")
    assert not page.locator(".pb-tooltip").is_visible()


def test_a_click_in_the_legend_hides_a_category(page: Page) -> None:
    everything = draw(page, legend=True)
    page.get_by_role("button", name="green").click()
    page.wait_for_timeout(100)
    without = again(page)
    assert without["inked"] < 0.95 * everything["inked"]
    assert page.get_by_role("button", name="green").get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="green").click()
    page.wait_for_timeout(100)
    assert again(page)["inked"] == everything["inked"]


def test_the_colours_follow_the_theme(page: Page) -> None:
    light = draw(page)
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'dark')")
    page.wait_for_timeout(150)
    assert abs(again(page)["colour"][0] - light["colour"][0]) > 4


def test_the_picture_comes_back_after_the_gpu_was_lost(page: Page) -> None:
    before = draw(page, renderer="gpu", rows=5_000)
    page.wait_for_function("() => bench.charts.a.layer.painter.rows.rows === 5000")
    before = again(page)
    page.evaluate("() => bench.lose(bench.charts.a)")
    page.wait_for_function("() => bench.charts.a.stats().losses === 1 && bench.charts.a.layer.painter.rows?.rows === 5000")
    after = again(page)
    assert page.evaluate("() => bench.charts.a.stats().renderer") == "gpu"
    assert abs(after["inked"] - before["inked"]) <= 0.02 * before["inked"]


def test_a_gpu_that_is_lost_twice_hands_over_to_the_worker(page: Page) -> None:
    draw(page, renderer="gpu", rows=5_000)
    page.evaluate("() => bench.lose(bench.charts.a)")
    page.wait_for_function("() => bench.charts.a.layer.painter.rows?.rows === 5000")
    page.evaluate("() => bench.lose(bench.charts.a)")
    page.wait_for_function("() => bench.charts.a.stats().renderer === 'cpu'")
    assert again(page)["ink"] > 0.05


@pytest.mark.parametrize("renderer", ["cpu", "gpu"])
def test_two_hundred_charts_open_and_close_without_leaving_anything(page: Page, renderer: str) -> None:
    left = page.evaluate("renderer => bench.churn(200, renderer)", renderer)
    assert left == {}
    assert page.evaluate("() => document.getElementById('hosts').querySelectorAll('canvas').length") == 0


def test_closing_a_chart_beside_another_leaves_only_the_other(page: Page) -> None:
    draw(page, "stays", rows=1_000, renderer="gpu")
    before = page.evaluate("() => bench.liveResources()")
    after = page.evaluate("() => bench.churn(20, 'gpu')")
    assert after["charts"] == after["workers"] == after["contexts"] == 1
    assert after["buffers"] <= before["buffers"] + 8, "buffers go back to the pool, which keeps four pairs"
    assert after["textures"] == before["textures"]


def test_several_charts_share_one_worker_and_one_context(page: Page) -> None:
    for name in "abc":
        draw(page, name, rows=1_000, renderer="gpu")
    live = page.evaluate("() => bench.liveResources()")
    assert (live["charts"], live["workers"], live["contexts"]) == (3, 1, 1)


def test_data_that_cannot_be_read_say_so(page: Page) -> None:
    page.evaluate("() => bench.broken()")
    assert "not an Arrow stream" in page.get_by_role("alert").inner_text()


def test_axes_carry_titles_and_numbers(page: Page) -> None:
    draw(page, axes=True, extent=[0, 0, 100, 100])
    page.wait_for_function("() => document.querySelectorAll('.pb-tick').length > 6")
    words = page.locator(".pb-axes").text_content() or ""
    assert "Price" in words
    assert "Size" in words
    assert "20" in words


def arrow(batches: int, rows: int) -> bytes:
    """A stream as the server sends it: a time, a float32, and text whose dictionary is another one in each batch."""
    schema = pa.schema([("at", pa.timestamp("us")), ("size", pa.float32()), ("kind", pa.dictionary(pa.int32(), pa.string()))])
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in range(batches):
            names = ["red", "green"] if batch % 2 else ["green", "red"]
            at = pa.array([1_700_000_000_000_000 + 3_600_000_000 * i for i in range(rows)], pa.timestamp("us"))
            size = pa.array([None if i == 5 else float(i % 50) for i in range(rows)], pa.float32())
            kind = pa.array([names[i % 2] for i in range(rows)]).dictionary_encode().cast(schema.field(2).type)
            writer.write_batch(pa.record_batch([at, size, kind], schema=schema))
    return sink.getvalue()


def test_an_arrow_stream_from_the_server_becomes_a_chart(page: Page) -> None:
    page.route("**/points.arrow", lambda route: route.fulfill(body=arrow(3, 400), content_type="application/vnd.apache.arrow.stream"))
    page.evaluate("async () => { bench.charts.a = await bench.open({ axes: true, x: {}, y: {} }, await fetch('/points.arrow')); }")
    stats = page.evaluate("() => bench.charts.a.stats()")
    assert (stats["rows"], stats["missing"]) == (1200, 3)
    assert page.evaluate("() => bench.charts.a.categories") == ["green", "red"]
    assert page.get_by_role("button", name="green").is_visible()
    page.wait_for_function(
        "() => /2023/.test(document.querySelector('.pb-axes').textContent) || /Nov/.test(document.querySelector('.pb-axes').textContent)"
    )
    assert page.evaluate(MEASURE, "a")["ink"] > 0.02


def test_an_answer_that_is_an_error_is_explained(page: Page) -> None:
    page.evaluate(
        """async () => { await bench.open({}, new Response('no', { status: 403 })).catch(() => {}); }""",
    )
    assert "403" in page.get_by_role("alert").inner_text()
