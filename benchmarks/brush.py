"""Linked brushing in headless Chromium: two charts follow a brush over ten million rows.

PILOTBA_WEBGL_POINTS sets how many rows (10,000,000). The index is built in a worker, so the page stays free meanwhile; its
time runs from handing the rows over until the finished index is back.
"""

from __future__ import annotations

import os
import shutil
import statistics

from .common import Row, faster_row, within_row
from .webgl import FLAGS, served

ROWS = int(os.environ.get("PILOTBA_WEBGL_POINTS", "10000000"))
_MOST_ROUNDS = 5


def run(rounds: int = 3) -> list[Row]:
    """The index built, one brush frame of both charts, and the same frame by counting all rows again."""
    from playwright.sync_api import sync_playwright  # a tool of development: only benchmarks of the browser need it

    taken: list[dict[str, float]] = []
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{address}/webgl/bench/brush.html")
        page.wait_for_function("() => Boolean(window.brush)")
        taken = [page.evaluate("n => window.brush(n)", ROWS) for _ in range(min(rounds, _MOST_ROUNDS))]
        browser.close()
    middle = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    label = f"brush over {ROWS // 1_000_000}M rows" if ROWS >= 1_000_000 else f"brush over {ROWS:,} rows"
    return [
        within_row(f"{label}: index built in a worker", middle["build"], 400),
        within_row(f"{label}: a frame of two charts", middle["frame"], 1),
        faster_row(f"{label}: a frame against counting the rows", middle["frame"], middle["scan"], 100),
    ]
