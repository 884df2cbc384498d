"""Templates: every name that a view or an include uses exists, nothing inline that the content policy forbids, icons are known."""

from __future__ import annotations

import re
from pathlib import Path

import django

ROOT = Path(__file__).parents[2]
DJANGOS = Path(django.__file__).parent / "contrib/admin/templates"  # what ours extend
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))


def rel(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_works() -> None:
    assert len(TEMPLATES) > 10


def test_includes_and_parents_exist() -> None:
    missing = []
    for path in TEMPLATES:
        for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", path.read_text()):
            if not (ROOT / "templates" / name).exists() and not (DJANGOS / name).exists():
                missing.append(f"{rel(path)} -> {name}")
    assert not missing, missing


def test_nothing_is_inline_that_the_content_policy_forbids() -> None:
    bad = []
    for path in TEMPLATES:
        if path.parent.name == "emails":  # mail programs know no style sheets
            continue
        text = re.sub(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", path.read_text(), flags=re.DOTALL)
        if re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text):
            bad.append(f"{rel(path)}: inline script")
        if re.search(r"\sstyle=[\"']", text):
            bad.append(f"{rel(path)}: style attribute")
        if re.search(r"\son[a-z]+=[\"']", text):
            bad.append(f"{rel(path)}: inline handler")
    assert not bad, bad


def test_every_icon_is_in_the_sprite() -> None:
    known = set((ROOT / "static/img/icons.txt").read_text().split())
    used = {name for path in TEMPLATES for name in re.findall(r"{%\s*icon\s+\"([a-z0-9-]+)\"", path.read_text())}
    assert used <= known, f"add to static/img/icons.txt: {sorted(used - known)}"


def test_every_behaviour_is_registered() -> None:
    registered = set(re.findall(r"^\s+'?([a-z-]+)'?: \(\) => import", (ROOT / "static/js/app.js").read_text(), flags=re.MULTILINE))
    used = set()
    for path in TEMPLATES:
        for value in re.findall(r"data-behaviour=\"([^\"{]+)\"", path.read_text()):
            used |= set(value.split())
    assert used <= registered, f"add to static/js/app.js: {sorted(used - registered)}"


def test_scripts_write_text_not_markup() -> None:
    risky = [rel(p) for p in SCRIPTS if re.search(r"\.(innerHTML|outerHTML)\s*=(?!\s*['\"]{2})|insertAdjacentHTML", p.read_text())]
    assert not risky, f"use textContent or templates: {risky}"
