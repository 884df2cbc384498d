"""A new user's first quarter of an hour: upload, mend a type, read the profile, draw, put on a dashboard, filter, share."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SLOW = 60_000
Shoot = Callable[[Page, str], None]
Open = Callable[..., Page]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A small real file: a code that looks like a number, a gap, a row that is too long."""
    path = tmp_path / "Café orders 2025.csv"
    with path.open("w", newline="") as out:
        write = csv.writer(out)
        write.writerow(["ordered on", "shop code", "drink", "cups", "price"])
        for i in range(400):
            drink = ["Espresso", "Flat white", "Filter", "Tea"][i % 4]
            write.writerow(
                [f"2025-{i % 12 + 1:02}-{i % 28 + 1:02}", f"{i % 7:04}", drink, i % 5 + 1, "" if i % 50 == 0 else f"{2.5 + i % 4:.2f}"]
            )
        out.write("2025-12-01,0001,Tea,1,2.50,one field too many\n")
    return path


def upload(page: Page, path: Path) -> None:
    page.goto("/datasets/upload/")
    page.locator("#upload-file").set_input_files(path)
    expect(page.get_by_role("heading", name=path.name)).to_be_visible(timeout=SLOW)


def finish_import(page: Page, name: str) -> None:
    page.get_by_role("button", name="Create dataset").click()
    page.wait_for_url(re.compile(r"/datasets/[a-z0-9]{14}"))
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Profile")).to_be_visible(timeout=SLOW)


def draw_chart(page: Page, name: str) -> None:
    page.get_by_role("link", name="New chart").click()
    page.wait_for_url(re.compile(r"/charts/new"))
    page.locator(".kind-picker summary").click()
    page.get_by_label("Bar", exact=True).check()
    expect(page.locator("[data-figure] .bars .point").first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#save-chart").get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/charts/[a-z0-9]{14}"))
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def put_on_dashboard(page: Page, dashboard: str) -> None:
    page.get_by_role("button", name="Add to dashboard").click()
    page.get_by_label("Or a new dashboard").fill(dashboard)
    page.get_by_role("button", name="Create and add").click()
    page.wait_for_url(re.compile(r"/dashboards/[a-z0-9]{14}"))
    page.goto(page.url.split("?")[0])
    expect(page.locator(".tile .bars .point").first).to_be_visible(timeout=SLOW)


def add_filter(page: Page, column: str) -> None:
    page.get_by_role("link", name="Edit").click()
    expect(page.locator(".tile .bars .point").first).to_be_visible(timeout=SLOW)  # the editor is awake
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Add a filter on a column").select_option(label=f"{column} (text)")
    page.locator("#filters-editor").get_by_role("button", name="Done").click()
    page.get_by_label("Menu of this tile").click()
    page.get_by_role("button", name="Wider").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: "edit=1" not in url)


def test_a_file_becomes_a_shared_dashboard(open_page: Open, orders: Path, teammate: tuple[str, str], shoot: Shoot) -> None:
    page = open_page()
    upload(page, orders)
    shoot(page, "preview")
    page.get_by_label("Type of shop code").select_option("text")
    expect(page.locator("[data-busy]")).to_be_hidden(timeout=SLOW)
    page.get_by_label("Name", exact=True).fill("Café orders")
    finish_import(page, "Café orders")
    shoot(page, "dataset")

    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_text("shop code").first).to_be_visible()
    shoot(page, "profile")

    draw_chart(page, "Orders by drink")
    shoot(page, "chart")
    put_on_dashboard(page, "Café")
    add_filter(page, "drink")
    page.locator("[data-filter-bar] summary").click()
    page.get_by_label(re.compile("Tea")).check()
    page.wait_for_url(lambda url: "f." in url and "Tea" in url)
    expect(page.locator(".tile .bars .point")).to_have_count(3, timeout=SLOW)  # tea was sold in three of the months
    shoot(page, "filtered")
    page.go_back()
    expect(page.locator(".tile .bars .point")).to_have_count(12, timeout=SLOW)

    page.get_by_role("button", name="Share").click()
    page.get_by_label("Add a member").fill(teammate[0])
    page.locator("#share").get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#share .people")).to_contain_text(teammate[0])
    shoot(page, "share")

    theirs = open_page(user=teammate)
    theirs.goto(page.url)
    expect(theirs.locator(".tile .bars .point").first).to_be_visible(timeout=SLOW)
    expect(theirs.get_by_role("link", name="Edit")).to_have_count(0)
