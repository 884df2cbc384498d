"""Health, metrics, the system page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.core import beats
from apps.core.models import AuditChain, Job, ProcessBeat
from apps.ops.selectors import scrape_token
from apps.ops.services import health, layers

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(alice, alice_client):
    alice.is_superuser = True
    alice.save()
    return alice_client


def test_it_works(nobody_client):
    assert nobody_client.get("/health/live").json() == {"status": "ok"}
    assert nobody_client.post("/health/live").status_code == 405


def test_ready_when_everything_is_there(nobody_client):
    beats.touch("worker")
    answer = nobody_client.get("/health/ready")
    assert answer.status_code == 200, answer.json()
    assert set(answer.json()["checks"]) == {"database", "storage", "broker", "worker"}


def test_not_ready_without_a_worker(nobody_client):
    ProcessBeat.objects.create(name="x", role="worker", pid=1, seen_at=timezone.now() - timedelta(minutes=1))
    answer = nobody_client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == {"ok": False, "detail": "no worker has been heard of in the last 20 seconds"}


def test_failure_tells_strangers_nothing(nobody_client, monkeypatch):
    def broken():
        raise OSError("/secret/path is read-only")

    monkeypatch.setattr(health.storage, "scratch_dir", broken)
    answer = nobody_client.get("/health/ready")
    assert answer.json()["checks"]["storage"] == {"ok": False, "detail": "not reachable"}


def test_full_disk_is_not_ready(monkeypatch):
    monkeypatch.setattr(health, "_FREE_BYTES", 2**60)
    check = next(check for check in health.check_all() if check.name == "storage")
    assert not check.ok
    assert "free" in check.detail


def test_health_of_broker(settings, tmp_path):
    settings.CELERY = {"broker_url": "filesystem://x", "broker_transport_options": {"data_folder_in": str(tmp_path / "none")}}
    assert not next(check for check in health.check_all() if check.name == "broker").ok


def test_metrics_for_this_machine_and_for_the_token(nobody_client):
    beats.touch("worker")
    Job.objects.create(kind="x")
    nobody_client.get("/health/live")
    text = nobody_client.get("/metrics").content.decode()
    assert 'pilotba_requests_total{method="GET",status="200",view="ops:live"}' in text
    assert 'pilotba_jobs{state="queued"} 1.0' in text
    assert "pilotba_workers 1.0" in text
    assert nobody_client.get("/metrics", REMOTE_ADDR="10.0.0.5").status_code == 404
    assert nobody_client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.5"}).status_code == 404
    token = {"Authorization": f"Bearer {scrape_token()}"}
    assert nobody_client.get("/metrics", REMOTE_ADDR="10.0.0.5", headers=token).status_code == 200


def test_system_page(admin_client):
    Job.objects.create(kind="tests.kind", state="failed", error={"message": "It broke <b>."}, finished_at=timezone.now())
    page = admin_client.get("/system/").content.decode()
    assert "It broke &lt;b&gt;." in page
    assert connection.vendor in page
    assert "DuckDB" in page or "duckdb" in page
    assert "<html" in page
    assert "<html" not in admin_client.get("/system/", headers={"HX-Request": "true"}).content.decode()


def test_system_page_is_for_administrators_of_the_installation(alice_client, bob_client, charlie_client, nobody_client):
    for client in (alice_client, bob_client, charlie_client):
        assert client.get("/system/").status_code == 403
    answer = nobody_client.get("/system/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_page_says_which_layers_hold(admin_client, monkeypatch):
    monkeypatch.setattr(layers.confine, "layers_active", lambda: {"guard": True, "landlock_files": True, "made_up_layer": False})
    text = admin_client.get("/system/").content.decode()
    assert "Only the granted files can be opened" in text
    assert "made up layer" in text
    assert "A layer is missing on this host" not in text
    monkeypatch.setattr(layers.confine, "layers_active", lambda: {"guard": True, "landlock_files": False})
    assert "A layer is missing on this host" in admin_client.get("/system/").content.decode()


def test_the_page_tells_of_a_broken_trail(admin_client):
    AuditChain.objects.create(workspace_id="w1", problem="Entry 3 was changed.")
    assert "The audit trail of w1 does not hold: Entry 3 was changed." in admin_client.get("/system/").content.decode()
