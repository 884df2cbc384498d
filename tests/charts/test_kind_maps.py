"""Maps: what values mean as places, what is drawn of them, and what is said about the rest."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from answers import REGION, REVENUE, answer, figure, misfit, summary, traces
from matplotlib.figure import Figure

from apps.charts.maps import COUNTRIES, best_map, frame, known_maps, match, outline, shapes
from apps.charts.pictures.globe import Globe, patches
from apps.engine.compile import OutputColumn
from apps.engine.types import ColumnType

LAT = OutputColumn("latitude", "Latitude", ColumnType.FLOAT, "field")
LON = OutputColumn("lng", "Longitude", ColumnType.FLOAT, "field")
SIZE = OutputColumn("sales", "Sales", ColumnType.FLOAT, "field")
KIND = OutputColumn("kind", "Kind", ColumnType.TEXT, "field")


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("USA", "USA"), ("United States", "USA"), ("the united states of america", "USA"), ("US", "USA"), ("u.s.", "USA"),
        ("UK", "GBR"), ("United Kingdom", "GBR"), ("Great Britain", "GBR"), ("GB", "GBR"), ("Deutschland", "DEU"), ("Germany", "DEU"),
        ("de", "DEU"), ("Czech Republic", "CZE"), ("Côte d'Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("South Korea", "KOR"),
        ("North Korea", "PRK"), ("Congo", "COG"), ("DR Congo", "COD"), ("Niger", "NER"), ("Nigeria", "NGA"), ("Guinea", "GIN"),
        ("Equatorial Guinea", "GNQ"), ("Holland", "NLD"), ("Türkiye", "TUR"), ("España", "ESP"), ("Dominica", "DMA"),
        ("Dominican Republic", "DOM"), ("Singapore", "SGP"), ("Malta", "MLT"), ("Taiwan", "TWN"), ("Russian Federation", "RUS"),
        ("England", None), ("Narnia", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_names_and_codes_of_countries(value: str | None, place: str | None) -> None:
    assert match([value], COUNTRIES).ids == [place]


def test_every_country_is_found_by_its_codes_and_its_name() -> None:
    names = json.loads((Path(__file__).parents[2] / "apps/charts/maps/names.json").read_text())["countries"]
    assert len(names) > 230
    for key, facts in names.items():
        assert match([key, facts["name"]], COUNTRIES).ids == [key, key]
        assert key in shapes(COUNTRIES)


@pytest.mark.parametrize(
    ("values", "name", "ids"),
    [
        (["California", "Texas", "NY"], "USA", ["US-CA", "US-TX", "US-NY"]),
        (["CA", "TX", "WA"], "USA", ["US-CA", "US-TX", "US-WA"]),
        (["Bavaria", "Hessen", "DE-BE"], "DEU", ["DE-BY", "DE-HE", "DE-BE"]),
        (["Lombardia", "Lazio", "Sicily"], "ITA-large", ["IT-25", "IT-62", "IT-82"]),
        (["Bretagne", "Normandie", "Île-de-France"], "FRA-large", ["FR-BRE", "FR-NOR", "FR-IDF"]),
        (["Ontario", "Quebec", "Alberta"], "CAN", ["CA-ON", "CA-QC", "CA-AB"]),
        (["France", "Japan"], COUNTRIES, ["FRA", "JPN"]),
    ],
)
def test_the_map_is_the_one_that_knows_the_values(values: list[str], name: str, ids: list[str]) -> None:
    found = best_map(values)
    assert (found.map, found.ids, found.unknown) == (name, ids, [])


def test_every_map_has_a_file_of_shapes() -> None:
    known = json.loads((Path(__file__).parents[2] / "apps/charts/maps/names.json").read_text())["regions"]
    assert set(known_maps()) == {COUNTRIES, *known}
    for name in ("USA", "DEU", "FRA-large", "JPN", "NZL"):
        assert set(shapes(name)) == set(known[name])
    for name in known:
        assert (Path(__file__).parents[2] / f"static/maps/{name}.json").is_file(), name


def test_what_is_not_on_the_map_is_named() -> None:
    rows = [["Germany", 5.0], ["Narnia", 1.0], ["Oz", 2.0], [None, 3.0], ["France", None]]
    ground, trace = traces("choropleth", answer([REGION, REVENUE], rows))
    assert (trace["locations"], trace["z"], trace["customdata"], trace["text"]) == (["DEU"], [5], [0], ["Germany"])
    assert "DEU" not in ground["locations"]
    assert {"FRA", "JPN"} <= set(ground["locations"])
    assert set(ground["customdata"]) == {None}
    told = summary("choropleth", answer([REGION, REVENUE], rows))
    assert told == "Revenue in 1 place: Germany is highest at 5. 3 values are not on the map: Narnia, Oz, (empty)."


def test_two_names_of_one_place_are_one_place() -> None:
    rows = [["USA", 5.0], ["United States", 7.0], ["Japan", 1.0]]
    question = {"dimensions": [{"field": "region"}], "measures": [{"agg": "avg", "field": "x"}]}
    _, added = traces("choropleth", answer([REGION, REVENUE], rows))
    _, averaged = traces("choropleth", answer([REGION, REVENUE], rows, question=question))
    assert (added["locations"], added["z"], averaged["z"], added["customdata"]) == (["USA", "JPN"], [12, 1], [6, 1], [None, 2])
    assert "1 row names a place that another row names too" in summary("choropleth", answer([REGION, REVENUE], rows))


def test_a_small_part_of_the_world_fills_the_picture() -> None:
    part = figure("choropleth", answer([REGION, REVENUE], [["Germany", 1.0], ["Austria", 2.0]]))["layout"]["geo"]
    assert part["projection"]["type"] == "mercator"
    assert 5 < part["lonaxis"]["range"][1] - part["lonaxis"]["range"][0] < 40
    world = figure("choropleth", answer([REGION, REVENUE], [["Germany", 1.0], ["Brazil", 2.0], ["Japan", 3.0]]))["layout"]["geo"]
    assert (world["projection"]["type"], world["lonaxis"]["range"]) == ("equal earth", [-180, 180])


def test_points_are_found_by_the_names_of_their_fields() -> None:
    rows = [[10.0, 50.0, 4.0, "a"], [20.0, 55.0, 1.0, "b"], [300.0, 5.0, 1.0, "a"], [None, 1.0, 1.0, "b"]]
    _, first, second = traces("pointmap", answer([LON, LAT, SIZE, KIND], rows))
    assert (first["lon"], first["lat"], first["customdata"], first["marker"]["size"]) == ([10], [50], [0], [28])
    assert (second["name"], second["meta"]) == ("b", {"column": "kind", "value": "b"})
    told = summary("pointmap", answer([LON, LAT, SIZE, KIND], rows))
    assert told.startswith("2 points from 50.0 to 55.0 degrees north and 10.0 to 20.0 degrees east, sized by sales.")
    assert "2 rows have no latitude" in told
    assert misfit("pointmap", rows=["latitude", "lng"]) is None
    assert "as rows" in str(misfit("pointmap", dimensions=[{"field": "x"}], measures=[{"agg": "count"}]))


def test_very_many_points_are_thinned_evenly_and_that_is_said() -> None:
    rows = [[float(i % 90), float(i % 180)] for i in range(7000)]
    _, trace = traces("pointmap", answer([LAT, LON], rows))
    assert trace["customdata"][:3] == [0, 3, 6]
    assert "Every 3rd of 7,000 points is drawn" in summary("pointmap", answer([LAT, LON], rows))


def test_a_ring_runs_on_across_the_date_line() -> None:
    assert outline([(179, 0), (-179, 1), (-178, 2), (179, 3)]) == [(179, 0), (181, 1), (182, 2), (179, 3)]
    lon, lat = frame([(5.0, 50.0), (15.0, 54.0)])
    assert lon[0] < 5 < 15 < lon[1]
    assert lat[0] < 50 < 54 < lat[1]


def test_equal_earth_is_as_its_authors_say() -> None:
    """Half the equator, the height of a pole, and equal areas of equal bands of the sphere."""
    globe = Globe(False, 0.0, (-180.0, 180.0), (-90.0, 90.0))
    x, y = globe.flat(np.array([180.0]), np.array([0.0]))
    assert (x[0], y[0]) == (pytest.approx(2.7066297, abs=1e-6), pytest.approx(0, abs=1e-9))
    assert globe.flat(np.array([0.0]), np.array([90.0]))[1][0] == pytest.approx(1.3173628, abs=1e-3)
    lat = np.degrees(np.arcsin(np.linspace(0, 0.99, 12)))
    areas = []
    for low, high in pairwise(lat):
        steps = np.linspace(low, high, 400)
        wide, up = globe.flat(np.full(400, 10.0), steps)
        areas.append(np.trapezoid(wide, up))
    assert np.ptp(areas) / np.mean(areas) < 1e-3


def test_what_reaches_across_the_edge_of_the_world_comes_on_both_sides() -> None:
    globe = Globe(False, 0.0, (-180.0, 180.0), (-58.0, 84.0))
    axes = Figure().add_axes((0, 0, 1, 1))
    assert globe.fit(axes) is not None
    assert len(list(patches(shapes(COUNTRIES)["RUS"], globe))) > len(shapes(COUNTRIES)["RUS"].polygons)
    assert len(list(patches(shapes(COUNTRIES)["CHE"], globe))) == len(shapes(COUNTRIES)["CHE"].polygons)
