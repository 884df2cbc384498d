"""Every chart kind in a real browser: it is drawn, says what it shows, and complains of nothing, in light and dark and on a phone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect

from apps.charts.examples import EXAMPLES

Shoot = Callable[[Page, str], None]
ROOT = Path(__file__).parents[2]
EMAIL, PASSWORD = "ada@example.com", "correct-horse-42"
DESKTOP, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 844}
SLOW = 30_000
DRAWN = {"plotly": ".chart-plot .main-svg", "webgl": ".chart-body canvas", "html": ".chart-body > *"}
MAKE = """
import django, json, sys, tempfile
django.setup()
from pathlib import Path
from apps.accounts.models import User
from apps.accounts.selectors import workspaces_of
from apps.charts.examples import EXAMPLES
from apps.charts.kinds import get
from apps.charts.services.saving import create_chart
from apps.core.jobs.execute import run_job
from apps.datasets.sample import make_retail
from apps.datasets.services.upload import create_from_file
owner = User.objects.get(email=sys.argv[1])
path = Path(tempfile.mkdtemp()) / "orders.parquet"
make_retail(path, rows=20_000)
workspace = workspaces_of(owner)[0]
dataset, job = create_from_file(user=owner, workspace=workspace, path=path, filename="orders.parquet", name="Orders of kinds")
while not dataset.is_ready:
    run_job(job.pk)
    dataset.refresh_from_db()
made = {}
for name, one in EXAMPLES.items():
    chart = create_chart(user=owner, dataset=dataset, name=one.title, kind=name, spec=one.spec, options=one.options)
    made[name] = [chart.pk, get(name).renderer]
print(json.dumps(made))
"""


@pytest.fixture(scope="module")
def charts(server: Any) -> dict[str, tuple[str, str]]:
    """A saved chart of every kind's example: its id and its renderer."""
    env = {**os.environ, "PILOTBA_HOME": str(server.home), "PILOTBA_PROFILE": "embedded", "DJANGO_SETTINGS_MODULE": "bi_platform.settings"}
    done = subprocess.run([sys.executable, "-c", MAKE, EMAIL], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (key, renderer) for name, (key, renderer) in json.loads(done.stdout.splitlines()[-1]).items()}


@pytest.fixture(scope="module")
def page(server: Any, browser: Browser) -> Iterator[Page]:
    """One page for all kinds, signed in."""
    context = browser.new_context(base_url=server.url, viewport=DESKTOP)
    found = context.new_page()
    found.goto("/accounts/login/")
    found.get_by_label("E-mail").fill(EMAIL)
    found.get_by_label("Password").fill(PASSWORD)
    found.get_by_role("button", name="Sign in").click()
    found.wait_for_url(f"{server.url}/")
    yield found
    context.close()


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_is_drawn_without_complaint(page: Page, charts: dict[str, tuple[str, str]], kind: str, shoot: Shoot) -> None:
    key, renderer = charts[kind]
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def broke(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", heard)
    page.on("pageerror", broke)
    try:
        page.goto(f"/charts/{key}/")
        expect(page.locator(f"[data-figure] {DRAWN[renderer]}").first).to_be_visible(timeout=SLOW)
        expect(page.locator("[data-figure] .chart-summary")).to_have_text(re.compile(r"\w.*\."))
        shoot(page, f"kind-{kind}-light")
        page.emulate_media(color_scheme="dark")
        shoot(page, f"kind-{kind}-dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        expect(page.locator("html")).to_have_js_property("scrollWidth", PHONE["width"], timeout=SLOW)
        shoot(page, f"kind-{kind}-phone")
    finally:
        page.set_viewport_size(DESKTOP)
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", broke)
    assert not complaints


def test_kinds_are_found_fit_or_say_what_they_lack_and_keep_the_fields(page: Page, charts: dict[str, tuple[str, str]]) -> None:
    page.goto(f"/charts/{charts['bar'][0]}/")
    expect(page.locator("[data-figure] .chart-plot .main-svg").first).to_be_visible(timeout=SLOW)
    groups = page.locator("[data-shelf=dimensions] .shelf-row")
    before = groups.all_inner_texts()
    page.locator(".kind-picker summary").click()
    page.get_by_label("Find a kind").fill("two measures")
    expect(page.get_by_role("radio", name="Bar", exact=True)).to_be_hidden()
    scatter = page.get_by_role("radio", name="Scatter", exact=True)
    expect(scatter.locator("xpath=..")).to_have_class(re.compile("unready"))
    scatter.check()
    expect(page.locator("[data-figure] .chart-summary")).to_contain_text("against", timeout=SLOW)
    expect(page.locator("[data-shelf=measures] .shelf-label")).to_have_text(["Across", "Up"])
    page.get_by_label("Find a kind").fill("")
    number = page.get_by_role("radio", name="Number", exact=True)
    number.focus()
    expect(page.locator("[data-kind-reason]")).to_contain_text("take away what it is grouped by")
    number.check()
    expect(page.locator("[data-figure] .big-number-value")).to_be_visible(timeout=SLOW)
    page.get_by_role("radio", name="Bar", exact=True).check()
    expect(page.locator("[data-figure] .chart-plot .main-svg").first).to_be_visible(timeout=SLOW)
    assert groups.all_inner_texts() == before
