"""Ten million points in headless Chromium with a software renderer: the module against a plain program with one draw call.

With PILOTBA_WEBGL_HARNESS (the folder or `run.mjs` of a harness of peers) every promise is measured there (`_harness.py`);
otherwise webgl/bench/page.html compares with webgl/bench/plain.js. PILOTBA_WEBGL_POINTS sets how many points (10,000,000).
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import _harness
from .common import Row, ratio_row, within_row

ROOT = Path(__file__).parents[1]
POINTS = int(os.environ.get("PILOTBA_WEBGL_POINTS", "10000000"))
FIRST_AT_MOST, PAN_AT_MOST, OUTLIERS_AT_MOST, OUTLIERS_MS = 0.10, 0.005, 0.008, 25
# Software rendering and no throttling, as the harness starts it.
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FLAGS += [
    "--disable-dev-shm-usage",
    "--disable-gpu-watchdog",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
_MOST_ROUNDS = 5


def run(rounds: int) -> list[Row]:
    """First picture and movement of ten million points; medians over at most five rounds, since one takes a minute."""
    most = min(rounds, _MOST_ROUNDS)
    if harness := os.environ.get("PILOTBA_WEBGL_HARNESS", ""):
        return _harness.measure(Path(harness), POINTS, most)
    times = _by_page(most)
    ours, plain = _medians(times["ours"]), _medians(times["plain"])
    label = f"{POINTS // 1_000_000}M points" if POINTS >= 1_000_000 else f"{POINTS:,} points"
    return [
        ratio_row(f"WebGL: {label}, first picture, over one draw call", ours["first"], plain["first"], FIRST_AT_MOST),
        ratio_row(f"WebGL: {label}, pan frame, over one draw call", ours["pan"], plain["pan"], PAN_AT_MOST),
        ratio_row(f"WebGL: {label}, 95th percentile of frames, over one draw call", ours["p95"], plain["pan"], OUTLIERS_AT_MOST),
        within_row(f"WebGL: {label}, 95th percentile of frames", ours["p95"], OUTLIERS_MS),
    ]


def _medians(times: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in times) for key in ("first", "pan", "p95")}


def _by_page(rounds: int) -> dict[str, list[dict[str, float]]]:
    from playwright.sync_api import sync_playwright  # a tool of development: only this benchmark needs it

    times: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with served() as address, sync_playwright() as playwright:
        for _ in range(rounds):
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 600})
            page.goto(f"{address}/webgl/bench/page.html")
            page.wait_for_function("() => Boolean(window.bench)")
            found: dict[str, dict[str, float]] = page.evaluate("n => window.bench(n)", POINTS)
            browser.close()
            for name, taken in found.items():
                times[name].append(taken)
    return times


class _Files(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The checkout as a static site on a free port of the loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=str(ROOT))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
