"""The files for containers: they name roles, folders and settings that exist."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CHART = ROOT / "helm/pilotba"
ROLES = dict(re.findall(r"^(\w+): (.*)$", (ROOT / "Procfile").read_text(), re.MULTILINE))


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker/compose.yml").read_text())


def start(role: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the entry point with a `python` that only says how it was called."""
    (folder / "python").write_text('#!/bin/sh\necho "$@"\n')
    (folder / "python").chmod(0o755)
    environ = {"PATH": f"{folder}:{os.environ['PATH']}", "PORT": "9000"}
    return subprocess.run(["sh", "docker/entrypoint.sh", role], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_it_works(tmp_path: Path) -> None:
    said = start("web", tmp_path)
    assert said.stdout.startswith("-m uvicorn bi_platform.asgi:application")
    assert "--port 9000 " in said.stdout
    assert start("worker", tmp_path).stdout == "-m bi_platform.run.worker 2\n"
    assert start("embedded", tmp_path).stdout == "-m bi_platform.run\n"


def test_an_unknown_role_is_told_the_known_ones(tmp_path: Path) -> None:
    done = start("wörker", tmp_path)
    assert done.returncode == 64
    assert "Roles: embedded, release, web, worker, scheduler." in done.stderr


def test_the_image_gets_every_folder_that_runs() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "docker/Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert {"apps", "bi_platform", "static", "templates", "manage.py", "Procfile"} <= set(sources)
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(source == name or source.startswith(f"{name}/") for name in let_in), f"{source} is ignored"


def test_compose_starts_roles_that_there_are() -> None:
    ours = {name: one for name, one in compose()["services"].items() if one.get("image") == "pilotba:latest"}
    assert {one["command"] for one in ours.values()} == set(ROLES)
    for name, one in compose()["services"].items():
        assert set(one.get("depends_on", {})) <= set(compose()["services"]), name


def test_compose_asks_for_what_the_example_lists() -> None:
    wanted = set(re.findall(r"\$\{(\w+)", (ROOT / "docker/compose.yml").read_text()))
    listed = set(re.findall(r"^(\w+)=", (ROOT / "docker/example.env").read_text(), re.MULTILINE))
    assert wanted == listed


def _settings(names: Any) -> set[str]:
    return {str(name).removesuffix("_FILE") for name in names}


def test_settings_are_those_of_the_guide() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    given = _settings(compose()["x-pilotba"]["environment"]) | _settings(values["secrets"]) | _settings(values["settings"])
    guide = (ROOT / "docs/guide/settings.md").read_text()
    assert not [name for name in sorted(given) if f"`{name}`" not in guide]


@pytest.mark.parametrize("path", sorted((CHART / "templates").iterdir()), ids=lambda path: path.name)
def test_chart_templates_use_values_that_exist(path: Path) -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    text = path.read_text()
    for name in re.findall(r"\.Values\.([\w.]+)", text):
        found: Any = values
        for part in name.split("."):
            assert part in found, f"{path.name}: .Values.{name}"
            found = found[part]
    opened = len(re.findall(r"\{\{-? *(?:if|range|with|define)\b", text))
    assert opened == len(re.findall(r"\{\{-? *end\b", text))


def test_chart_starts_roles_that_there_are() -> None:
    text = "".join(path.read_text() for path in (CHART / "templates").iterdir())
    named = set(re.findall(r'args: \["(\w+)"\]', text)) | set(re.findall(r'list "worker" "(scheduler)"', text)) | {"worker"}
    assert named == set(ROLES)
