"""Static pictures: one golden picture for each kind, the same bytes every time, safe texts, and the page's own colours.

`PICTURES=write pytest tests/charts/test_pictures.py` draws the goldens anew; look at them before they are committed.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pytest
from charts.examples import Shop
from PIL import Image

from apps.charts.errors import PictureMissing
from apps.charts.examples import EXAMPLES
from apps.charts.kinds import kinds
from apps.charts.pictures import Look, draw
from apps.charts.pictures.base import drawers
from apps.charts.pictures.formats import clipped, compact, filled, number, plain
from apps.charts.pictures.theme import theme
from apps.charts.pictures.tone import opacity, spread
from apps.core.errors import InvalidInput

GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 4.0  # mean absolute difference of a channel, of 255: letters may lie a fraction of a pixel elsewhere


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop"))


def batches_of(payload: dict[str, Any]) -> list[pa.RecordBatch] | None:
    return payload["table"].to_batches(max_chunksize=5000) if payload["arrow"] else None


def drawn(payload: dict[str, Any], **look: Any) -> bytes:
    return draw(payload, Look(**{"width": 440, "height": 280} | look), batches_of(payload))


def bars(name: str = "Sold", **more: Any) -> dict[str, Any]:
    figure = {"data": [{"type": "bar", "name": name, "x": ["<b>$x$</b>", "B & C"], "y": [1, None]}], "layout": {}} | more
    return {
        "kind": "bar",
        "renderer": "plotly",
        "title": "<script>$1$",
        "figure": figure,
        "rows": [[1]],
        "columns": [],
        "summary": "A <b>.",
    }


def test_it_works(shop: Shop) -> None:
    picture = Image.open(io.BytesIO(drawn(shop.payload("bar"), scale=2)))
    assert picture.size == (880, 560)


def test_every_kind_has_an_example() -> None:
    assert set(kinds()) == set(EXAMPLES), "a kind without an example is not in the gallery: apps/charts/examples.py"


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_each_kind_looks_as_it_did(shop: Shop, kind: str) -> None:
    made = Image.open(io.BytesIO(drawn(shop.payload(kind)))).convert("RGB")
    path = GOLDEN / f"{kind}.png"
    if os.environ.get("PICTURES") == "write":
        made.quantize(64).save(path, optimize=True)
    golden = Image.open(path).convert("RGB")
    far = np.abs(np.asarray(made, dtype=np.float64) - np.asarray(golden, dtype=np.float64)).mean()
    assert far < TOLERANCE, f"{kind} differs from {path} by {far:.1f}"
    assert len(made.getcolors(maxcolors=100_000) or []) > 8, "the picture is empty"


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_each_kind_is_drawn_on_dark_ground_and_as_vectors(shop: Shop, kind: str) -> None:
    payload = shop.payload(kind)
    dark = Image.open(io.BytesIO(drawn(payload, theme="dark"))).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*dark.getpixel((2, 2))) == theme("dark").surface
    assert drawn(payload, format="svg").startswith(b"<?xml")
    assert drawn(payload, format="pdf").startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_chart_is_the_same_file(form: Any) -> None:
    one, other = (draw(bars(), Look(format=form)) for _ in range(2))
    assert one == other


def test_control_characters_of_data_leave_the_svg_readable() -> None:
    payload = bars()
    payload["figure"]["data"][0]["x"][0] = payload["summary"] = "bell\x07 and \x00 and \ufffe"
    svg = draw(payload, Look(format="svg"))
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"bell and  and" in svg


def test_texts_of_data_are_texts() -> None:
    svg = draw(bars(), Look(format="svg")).decode()
    assert "<title>&lt;script&gt;$1$</title>" in svg
    assert "<desc>A &lt;b&gt;.</desc>" in svg
    assert "<script" not in svg
    assert not re.search(r"<b>|href=\"(?!#)|<image|<foreignObject|<style[^>]*>[^<]*@import", svg)


def test_a_trace_nobody_can_draw_is_an_error_with_a_way_out() -> None:
    with pytest.raises(PictureMissing, match="Download the rows"):
        draw(bars(data=[{"type": "hologram"}]), Look())


def test_an_empty_answer_is_said_in_words() -> None:
    payload = bars() | {"rows": [], "figure": None}
    assert draw(payload, Look()) != draw(bars(), Look())


def test_scripts_that_no_font_has_do_not_fail() -> None:
    assert draw(bars() | {"title": "売上 مبيعات 𓀀"}, Look()).startswith(b"\x89PNG")


def test_colours_are_those_of_the_page() -> None:
    tokens = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
    assert all(f"--chart-{n + 1}: {hue};" in tokens for n, hue in enumerate(theme("light").hues))
    assert f"--surface: light-dark({theme('light').surface}, {theme('dark').surface});" in tokens


def test_slots_decide_hues_and_a_persons_own_colour_wins() -> None:
    def colour_at(meta: dict[str, Any]) -> set[tuple[int, int, int]]:
        payload = bars(data=[{"type": "bar", "x": ["a"], "y": [1], "meta": meta}])
        picture = Image.open(io.BytesIO(draw(payload, Look(width=320, height=200, titled=False)))).convert("RGB")
        return {colour for count, colour in picture.getcolors(maxcolors=100_000) or [] if count > 3000}

    def rgb(colour: str) -> tuple[int, ...]:
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))

    look = theme("light")
    assert rgb(look.hues[4]) in colour_at({"slot": 4})
    assert rgb(look.other) in colour_at({"slot": 8})
    assert rgb("#123456") in colour_at({"slot": 4, "colour": "#123456"})
    assert rgb(look.bad) in colour_at({"status": ["bad"]})


def test_every_registered_drawer_says_its_place() -> None:
    assert {drawer.place for drawer in drawers().values()} <= {"xy", "panel", "polar"}


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234567.891, "", "1,234,567.89"),
        (-0.5, "", "−0.5"),
        (1200.5, ".3~s", "1.2k"),
        (0.123, ".1~%", "12.3%"),
        (0.5, ".0%", "50%"),
        (1234.5, ",.2f", "1,234.50"),
        (5, "d", "5"),
        (3, "+,d", "+3"),
        (7, "nonsense", "7"),
        (None, ".2f", "—"),
        ("text", ".2f", "text"),
        (True, "", "True"),
    ],
)
def test_numbers_are_written_as_figures_ask(value: Any, form: str, text: str) -> None:
    assert number(value, form) == text


def test_short_numbers_and_templates() -> None:
    assert [compact(v) for v in (950, 1234, 4.2e6, -3e9, 5e15)] == ["950", "1.23K", "4.2M", "−3B", "5,000T"]
    assert plain(float("nan")) == "—"
    assert filled("%{label}<br>%{value:.1f} %{none}", {"label": "A", "value": 2}) == "A\n2.0 "
    assert clipped("a  b\nc", 4) == "a b…"


def test_few_points_blend_and_many_are_ranked() -> None:
    few = opacity(np.array([[0.0, 1.0, 2.0]]))
    assert few[0, 0] == 0
    assert few[0, 1] == pytest.approx(0.55)
    assert few[0, 2] == pytest.approx(1 - 0.45**2)
    many = opacity(np.array([[0.0, 10.0, 100.0, 1000.0]]))
    assert many[0, 1:] == pytest.approx([0.3 + 0.7 / 3, 0.3 + 1.4 / 3, 1.0])


def test_a_point_is_a_square_and_none_is_lost() -> None:
    counts = np.zeros((5, 5))
    counts[2, 2] = 3
    wide = spread(counts, 2)
    assert wide.shape == (5, 5)
    assert (wide[1:3, 1:3] if wide[1, 1] else wide[2:4, 2:4]).tolist() == [[3, 3], [3, 3]]
    assert wide.sum() == 12


def test_points_are_counted_whatever_the_batches(shop: Shop) -> None:
    payload = shop.payload("points")
    look = Look(width=320, height=200)
    whole, parts = (draw(payload, look, payload["table"].to_batches(max_chunksize=size)) for size in (10**6, 777))
    assert whole == parts


def test_codes_of_any_width_and_missing_names_have_their_place(shop: Shop) -> None:
    payload = shop.payload("points")
    table = payload["table"]
    names = pa.array([None if i % 5 == 0 else f"c{i % 3}" for i in range(table.num_rows)])
    payload["rows"] = [[0, 0, name] for name in names.to_pylist()[:50]]
    coded = [names, names.dictionary_encode().cast(pa.dictionary(pa.uint8(), pa.string()))]
    one, other = (draw(payload, Look(width=320, height=200), table.set_column(2, "c", [codes]).to_batches()) for codes in coded)
    assert one == other


def test_areas_of_shares_fill_the_whole_height() -> None:
    def top(norm: dict[str, str]) -> str:
        base = {"type": "scatter", "mode": "lines", "stackgroup": "all", "x": [1, 2]} | norm
        figure = {"data": [base | {"y": [1, 30], "name": "a"}, base | {"y": [3, 10], "name": "b"}], "layout": {}}
        return draw(bars() | {"figure": figure}, Look(format="svg")).decode()

    assert "<!-- 100 -->" in top({"groupnorm": "percent"})
    assert "<!-- 100 -->" not in top({})


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_drawings_larger_than_any_screen_are_refused_with_a_way_out(form: str) -> None:
    assert Look.read({"format": form, "width": "3840", "height": "2160"}).width == 3840
    with pytest.raises(InvalidInput, match="can be enlarged afterwards"):
        Look.read({"format": form, "width": "4000", "height": "4000"})


def test_patterns_tell_series_apart_without_colours(shop: Shop) -> None:
    for kind in ("bar", "line"):
        payload = shop.payload(kind)
        plain_one = drawn(payload)
        payload["options"]["patterns"] = True
        assert drawn(payload) != plain_one


def test_a_period_that_is_not_over_is_hatched() -> None:
    payload = bars()
    plain_one = draw(payload, Look())
    payload["figure"]["data"][0]["marker"] = {"pattern": {"shape": ["/", ""]}}
    assert draw(payload, Look()) != plain_one


def test_categories_of_points_have_the_colours_of_their_values(shop: Shop) -> None:
    payload = shop.payload("points")
    name = str(payload["rows"][0][2])
    payload["categories"] = [{"value": name, "slot": 0, "variant": 0, "colour": "#ff0000"}]
    assert b"#ff0000" in drawn(payload, format="svg")
    assert b"#ff0000" not in drawn(shop.payload("points"), format="svg")


def test_a_number_has_its_small_line(shop: Shop) -> None:
    payload = shop.payload("number")
    with_line = drawn(payload)
    payload["figure"]["layout"]["meta"]["number"]["line"] = []
    assert drawn(payload) != with_line
