"""Ten million points in headless Chromium with a software renderer: the module against a plain program with one draw call.

With PILOTBA_WEBGL_HARNESS (the folder or `run.mjs` of a harness of peers) that harness measures webgl/bench/adapter.js
against its own `floor`; otherwise webgl/bench/page.html compares with webgl/bench/plain.js. PILOTBA_WEBGL_POINTS sets how
many points (10,000,000).
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .common import Row, ratio_row

ROOT = Path(__file__).parents[1]
POINTS = int(os.environ.get("PILOTBA_WEBGL_POINTS", "10000000"))
FIRST_AT_MOST, PAN_AT_MOST = 0.10, 0.005
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
    """First picture and panning of ten million points; medians over at most five rounds, since one takes a minute."""
    harness = os.environ.get("PILOTBA_WEBGL_HARNESS", "")
    times = _by_harness(Path(harness), min(rounds, _MOST_ROUNDS)) if harness else _by_page(min(rounds, _MOST_ROUNDS))
    ours, plain = _medians(times["ours"]), _medians(times["plain"])
    label = f"{POINTS // 1_000_000}M points" if POINTS >= 1_000_000 else f"{POINTS:,} points"
    return [
        ratio_row(f"WebGL: {label}, first picture, over one draw call", ours["first"], plain["first"], FIRST_AT_MOST),
        ratio_row(f"WebGL: {label}, pan frame, over one draw call", ours["pan"], plain["pan"], PAN_AT_MOST),
    ]


def _medians(times: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in times) for key in ("first", "pan")}


def _by_harness(place: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    script = place / "run.mjs" if place.is_dir() else place
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.jsonl"
        words = ["--adapter", str(ROOT / "webgl/bench/adapter.js"), "--only", "floor", "--kinds", "scatter", "--n", str(POINTS)]
        subprocess.run(["node", str(script), *words, "--rounds", str(rounds), "--out", str(out)], check=True, stdout=subprocess.DEVNULL)
        rows = [json.loads(line) for line in out.read_text().splitlines()]
    failed = [row["fail"] for row in rows if row.get("fail")]
    if failed:
        raise RuntimeError(f"the harness failed: {failed[0]}")
    times: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    for row in rows:
        times["plain" if row["adapter"] == "floor" else "ours"].append({"first": row["first_ms"], "pan": row["pan_ms"]})
    return times


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
