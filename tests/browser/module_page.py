"""The page on which the drawing module is tested alone, served from the repository's root."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]


class _Files(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".mjs": "text/javascript"}

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def served() -> Iterator[str]:
    """Serve the repository; gives the address."""
    handler = functools.partial(_Files, directory=str(ROOT))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def opened(files: str, browser: Browser, script: str = "") -> Iterator[Page]:
    """The page, ready; errors in its console fail the test. `script` runs before the page's own."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(90_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if script:
        page.add_init_script(script)
    page.goto(f"{files}/webgl/test/browser/page.html")
    page.wait_for_function("() => Boolean(window.bench)")
    yield page
    context.close()
    assert not complaints, complaints
