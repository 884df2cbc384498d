"""The same jobs with PostgreSQL as database and Redis or RabbitMQ as broker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from family import ROOT, clean_environment

pytestmark = [pytest.mark.faults, pytest.mark.services]

DATABASE = os.environ.get("DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/8"
BROKERS = {"redis": REDIS, "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//"}
_ENQUEUE = """
import django; django.setup()
from apps.core import jobs
from apps.core.models import Job
print(jobs.enqueue("datasets.sweep", workspace_id="", owner=None).pk)
print(Job.objects.create(kind="datasets.sweep").pk)
"""
_SWEEP = """
import django; django.setup()
from apps.core.jobs.reconcile import reconcile
reconcile()
"""


def need(url):
    """Skip without the service, unless it has to be there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=1).close()
    except OSError:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"{parts.hostname}:{parts.port} does not answer")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A prepared installation on a PostgreSQL database of its own: its environment and the database's address."""
    need(DATABASE)
    need(REDIS)
    name = f"pilotba_brokers_{os.getpid()}"
    parts = urlsplit(DATABASE)._replace(path=f"/{name}").geturl()
    with psycopg.connect(DATABASE, autocommit=True) as link:
        link.execute(f"drop database if exists {name} with (force)")
        link.execute(f"create database {name}")
    environ = clean_environment(
        PILOTBA_PROFILE="scaled",
        PILOTBA_HOME=str(tmp_path_factory.mktemp("home")),
        DATABASE_URL=parts,
        REDIS_URL=REDIS,
        PILOTBA_SAMPLE="0",
        DJANGO_SETTINGS_MODULE="bi_platform.settings",
    )
    python(environ, "-m", "bi_platform.run.prepare", "all")
    yield environ
    with psycopg.connect(DATABASE, autocommit=True) as link:
        link.execute(f"drop database {name} with (force)")


def python(environ, *words):
    """Run it to its end; returns what it printed."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("broker", BROKERS)
def test_it_works(broker, installation):
    """One job whose message waits for the worker, and one whose message was lost."""
    need(BROKERS[broker])
    environ = {**installation, "PILOTBA_BROKER_URL": BROKERS[broker]}
    waiting, lost = python(environ, "-c", _ENQUEUE).split()
    worker = subprocess.Popen([sys.executable, "-m", "bi_platform.run.worker", "1"], cwd=ROOT, env=environ)
    try:
        assert _wait(environ["DATABASE_URL"], waiting) == ("completed", 1)
        python(environ, "-c", _SWEEP)
        assert _wait(environ["DATABASE_URL"], lost) == ("completed", 1)
    finally:
        worker.kill()
        worker.wait()


def _wait(database, job):
    deadline = time.monotonic() + 60
    with psycopg.connect(database, autocommit=True) as link:
        while True:
            state, attempts = link.execute("select state, attempts from core_job where id = %s", [job]).fetchone()
            if state in ("completed", "failed"):
                return state, attempts
            assert time.monotonic() < deadline, state
            time.sleep(0.05)
