"""Files that hold only what a person may see."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from apps.engine.duck import filtered
from apps.engine.duck.folders import own_folder
from apps.engine.errors import EngineError
from apps.engine.types import Column, ColumnType, Mask, Source
from tests.engine.duck_samples import hot_file

NOW = dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC)
COLUMNS = (
    Column("c1", "region", ColumnType.TEXT, "ENUM"), Column("c2", "id", ColumnType.INTEGER, "BIGINT"),
    Column("c3", "amount", ColumnType.FLOAT, "DOUBLE"), Column("c5", "day", ColumnType.DATE, "DATE"),
)  # fmt: skip
ONLY_EU = {"field": "region", "op": "eq", "value": "EU"}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return replace(hot_file(tmp_path / "hot.duckdb", 3000), columns=COLUMNS)


def rows(source: Source, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(source.path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_it_works(source: Source, tmp_path: Path) -> None:
    made = filtered.materialise(replace(source, row_filter=ONLY_EU, masks={"amount": Mask.NULL}), tmp_path / "filtered", now=NOW)
    assert rows(made, "SELECT DISTINCT region, amount FROM data") == [("EU", None)]
    assert rows(made, "SELECT count(*) FROM data") == [(1000,)]
    assert (made.row_filter, made.masks, made.name) == (None, {}, "sales")
    assert made.version != source.version


def test_a_source_without_rules_is_used_as_it_is(source: Source, tmp_path: Path) -> None:
    assert filtered.materialise(source, tmp_path / "filtered", now=NOW) is source
    assert not (tmp_path / "filtered").exists()


def test_equal_rules_share_one_file_and_it_is_made_once(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    real = filtered._make
    monkeypatch.setattr(filtered, "_make", lambda *args: (made.append(args[1]), real(*args)))
    ruled = replace(source, row_filter=ONLY_EU)
    threads = [threading.Thread(target=filtered.materialise, args=(ruled, tmp_path / "f"), kwargs={"now": NOW}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_other_rules_have_other_files(source: Source, tmp_path: Path) -> None:
    one = filtered.materialise(replace(source, row_filter=ONLY_EU), tmp_path, now=NOW)
    two = filtered.materialise(replace(source, row_filter={**ONLY_EU, "value": "US"}), tmp_path, now=NOW)
    assert one.path != two.path
    assert one.catalog != two.catalog


def test_rules_with_relative_dates_are_made_anew_each_day(source: Source, tmp_path: Path) -> None:
    rule = {"field": "day", "op": "period", "value": {"rel": "last", "n": 1, "unit": "month"}}
    ruled = replace(source, row_filter=rule)
    today = filtered.materialise(ruled, tmp_path / "f", now=NOW)
    later = filtered.materialise(ruled, tmp_path / "f", now=NOW + dt.timedelta(days=30))
    assert today.path != later.path
    assert rows(today, "SELECT min(day), max(day) FROM data") == [(dt.date(2024, 2, 1), dt.date(2024, 2, 29))]


def test_the_folder_is_bounded_and_keeps_what_was_used_last(source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "f"
    made = []
    for at, region in enumerate(("EU", "US", "ASIA")):
        made.append(filtered.materialise(replace(source, row_filter={**ONLY_EU, "value": region}), folder, now=NOW, room_bytes=1))
        os.utime(made[-1].path, (at, at))
    assert [Path(one.path).exists() for one in made] == [False, False, True]


def test_a_rule_that_cannot_be_applied_shows_nothing(source: Source, tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        filtered.materialise(replace(source, row_filter={**ONLY_EU, "field": "gone"}), tmp_path / "f", now=NOW)
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"nothing" * 5000)
    with pytest.raises(EngineError, match="row rules of sales"):
        filtered.materialise(replace(source, path=str(broken), row_filter=ONLY_EU), tmp_path / "f", now=NOW)
    assert not list((tmp_path / "f").glob("*.duckdb"))


def test_folders_of_dead_processes_are_removed_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    mine = own_folder("test", tmp_path)
    code = f"from pathlib import Path; from apps.engine.duck.folders import own_folder; print(own_folder('test', Path({str(tmp_path)!r})))"
    dead = Path(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip())
    assert dead.exists()
    own_folder("test", tmp_path)
    assert mine.exists()
    assert not dead.exists()
