"""A real PilotBA under its supervisor, and a real Chromium. Console errors fail the test that caused them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]
EMAIL, PASSWORD = "ada@example.com", "correct-horse-42"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
SIZES = {"desktop": {"width": 1360, "height": 860}, "phone": {"width": 390, "height": 844}}


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = chromium() is None and not os.environ.get("REQUIRE_SERVICES")
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if missing:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (apt install chromium)"))


@dataclass(frozen=True)
class Server:
    """A running product: its address and its folder."""

    url: str
    home: Path


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if urllib.request.urlopen(f"{url}/health/ready", timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the product did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    log = home / "run.log"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PILOTBA_", "DJANGO_", "COV_"))} | {
        "PILOTBA_HOME": str(home),
        "PILOTBA_PORT": str(port),
        "PILOTBA_ADMIN_EMAIL": EMAIL,
        "PILOTBA_ADMIN_PASSWORD": PASSWORD,
    }
    with log.open("wb") as out:
        line = [sys.executable, "-m", "bi_platform.run"]
        process = subprocess.Popen(line, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, process, log)
        yield Server(url, home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


TEAMMATE = """
import django, sys
django.setup()
from apps.accounts.models import User
from apps.accounts.selectors import workspaces_of
from apps.accounts.services import people, workspaces
owner = User.objects.get(email=sys.argv[1])
member = people.create_user(email=sys.argv[2], password=sys.argv[3], name="Bob")
workspaces.add_member(user=owner, workspace=workspaces_of(owner)[0], member=member, role="viewer")
"""


@pytest.fixture(scope="session")
def teammate(server: Server) -> tuple[str, str]:
    """A viewer in the administrator's workspace: (e-mail, password)."""
    person = "bob@example.com", "battery-staple-42"
    env = {**os.environ, "PILOTBA_HOME": str(server.home), "PILOTBA_PROFILE": "embedded", "DJANGO_SETTINGS_MODULE": "bi_platform.settings"}
    subprocess.run([sys.executable, "-c", TEAMMATE, EMAIL, *person], cwd=ROOT, env=env, check=True)
    return person


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(server: Server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page for a person: `open_page(size="phone", theme="dark", user=(email, password) | None)`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    def opener(size: str = "desktop", theme: str = "light", user: tuple[str, str] | None = (EMAIL, PASSWORD), base: str = "") -> Page:
        context = browser.new_context(base_url=base or server.url, viewport=SIZES[size], color_scheme=theme, has_touch=size == "phone")
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if user:
            sign_in(page, *user)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not complaints, complaints


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "login" not in url)


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Save a screenshot under shots/ when PILOTBA_SHOTS is set."""

    def save(page: Page, name: str) -> None:
        if os.environ.get("PILOTBA_SHOTS"):
            (ROOT / "shots").mkdir(exist_ok=True)
            page.screenshot(path=ROOT / "shots" / f"{name}.png", full_page=True)

    return save
