"""Every page keeps the rules of WCAG 2.2 AA that a machine can check, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAGES = (
    "/",
    "/datasets/",
    "/datasets/upload/",
    "/dashboards/",
    "/dashboards/new",
    "/charts/",
    "/queries/",
    "/settings/",
    "/workspace/members/",
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_have_no_violation(open_page: Callable[..., Page], theme: str) -> None:
    page = open_page(theme=theme)
    found = []
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state()
        found += [f"{path}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in Axe().run(page, options=RULES).response["violations"]]
    assert not found, "\n".join(found)


def test_the_entrance_has_no_violation(open_page: Callable[..., Page]) -> None:
    page = open_page(user=None)
    page.goto("/accounts/login/")
    assert not Axe().run(page, options=RULES).response["violations"]
