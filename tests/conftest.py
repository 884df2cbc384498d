"""The people of the tests: alice runs a workspace, bob looks at it, charlie belongs to another one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_socket import socket_allow_hosts
from rest_framework.test import APIClient
from structlog.contextvars import clear_contextvars

from apps.core import limits
from apps.core.audit import triggers

sys.path.insert(0, str(Path(__file__).parent))
from factories import make_user, make_workspace, write_sales

from apps.core import tenancy

hypothesis_settings.register_profile(
    "pilotba", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
hypothesis_settings.load_profile("pilotba")


@pytest.fixture(scope="session", autouse=True)
def _threads_let_go(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL keeps a database while a thread of some test still has a connection to it."""
    yield
    with django_db_blocker.unblock():
        if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_the_trail() -> Iterator[None]:
    """SQLite empties tables with DELETE, which the trail refuses; between tests with real transactions it has to let go."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        yield
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    real = DatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        triggers.remove(self.connection)
        real(self, sql_list)
        triggers.install(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


def pytest_runtest_setup() -> None:
    """No network but loopback."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No counter, cached answer or log context of another test."""
    clear_contextvars()
    yield
    cache.clear()
    limits.table().clear()


@pytest.fixture(scope="session", autouse=True)
def _bucket() -> None:
    """The bucket, when the tests run on S3."""
    if settings.PILOTBA.storage == "s3":
        remote: Any = storages["pilotba"]
        remote.connection.meta.client.create_bucket(Bucket=remote.bucket_name)


@pytest.fixture(autouse=True)
def _commits_count(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run on_commit callbacks when the product's own outermost transaction ends, as if the test were not wrapped in one."""
    real_exit, real_hook = transaction.Atomic.__exit__, transaction.on_commit

    def leave(self: transaction.Atomic, kind: Any, error: Any, trace: Any) -> None:
        real_exit(self, kind, error, trace)
        if kind is None:
            _run_hooks(connections[self.using or DEFAULT_DB_ALIAS])

    def on_commit(func: Any, using: str | None = None, robust: bool = False) -> None:
        real_hook(func, using=using, robust=robust)
        _run_hooks(connections[using or DEFAULT_DB_ALIAS])

    monkeypatch.setattr(transaction.Atomic, "__exit__", leave)
    monkeypatch.setattr(transaction, "on_commit", on_commit)


def _run_hooks(connection: Any) -> None:
    """Run what waits for commit if only the test's own wrapping is still open."""
    blocks = connection.atomic_blocks
    if not blocks or not connection.run_on_commit or connection.needs_rollback:
        return
    if all(block._from_testcase for block in blocks):
        hooks, connection.run_on_commit = connection.run_on_commit, []
        for _, func, _ in hooks:
            func()


def _asked_by_a_test() -> bool:
    """What a test itself asks for needs no workspace; the product's own code, which it calls, does."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if "/site-packages/" not in file and not file.endswith(("core/tenancy.py", "/conftest.py")):
            return "/tests/" in file
        frame = frame.f_back
    return False


tenancy.excuses.append(_asked_by_a_test)


@pytest.fixture
def alice(db: None) -> Any:
    """Runs the workspace."""
    return make_user("alice")


@pytest.fixture
def bob(db: None) -> Any:
    """A teammate of alice who may look."""
    return make_user("bob")


@pytest.fixture
def charlie(db: None) -> Any:
    """Runs another workspace and must never see alice's."""
    return make_user("charlie")


@pytest.fixture
def workspace(alice: Any, bob: Any) -> Any:
    """Alice's, with bob as a viewer."""
    return make_workspace("Acme", admin=alice, viewer=bob)


@pytest.fixture
def other_workspace(charlie: Any) -> Any:
    """Charlie's."""
    return make_workspace("Elsewhere", admin=charlie)


def _page_client(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _api_client(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def nobody_client() -> Client:
    """A browser without a session."""
    return Client()


@pytest.fixture
def alice_client(alice: Any, workspace: Any) -> Client:
    return _page_client(alice)


@pytest.fixture
def bob_client(bob: Any, workspace: Any) -> Client:
    return _page_client(bob)


@pytest.fixture
def charlie_client(charlie: Any, other_workspace: Any) -> Client:
    return _page_client(charlie)


@pytest.fixture
def nobody_api() -> APIClient:
    """A program without a token."""
    return APIClient()


@pytest.fixture
def alice_api(alice: Any, workspace: Any) -> APIClient:
    return _api_client(alice)


@pytest.fixture
def bob_api(bob: Any, workspace: Any) -> APIClient:
    return _api_client(bob)


@pytest.fixture
def charlie_api(charlie: Any, other_workspace: Any) -> APIClient:
    return _api_client(charlie)


@pytest.fixture
def sales_csv(tmp_path: Path) -> Path:
    """A small clean file."""
    return write_sales(tmp_path)


@pytest.fixture
def dataset(alice: Any, workspace: Any, sales_csv: Path) -> Any:
    """Those sales as a ready dataset of alice's that the workspace sees, as the real upload and ingest make it."""
    from ready import ready_dataset

    return ready_dataset(alice, workspace, sales_csv)
