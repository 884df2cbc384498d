"""Settings from the environment: typed, loud, no default secret."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from apps.core import keys
from bi_platform.settings import broker, config, databases, env, mail, services, web

GOOD = "mQ3x9Zt7Lw2Vb8Nc5Rk1Hj6Pd4Fs0GyTuEa"


def test_it_works(monkeypatch, tmp_path):
    monkeypatch.setenv("PILOTBA_PORT", "8123")
    monkeypatch.setenv("PILOTBA_HOME", str(tmp_path))
    made = config.read_config("embedded")
    assert (made.port, made.home, made.base_url, made.https) == (8123, tmp_path.resolve(), "http://localhost:8123", False)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("PILOTBA_PORT", "http", lambda: config.read_config("embedded")),
        ("PILOTBA_PORT", "70000", lambda: config.read_config("embedded")),
        ("PILOTBA_SAMPLE", "maybe", lambda: config.read_config("embedded")),
        ("PILOTBA_PLAN", "gold", lambda: config.read_config("embedded")),
        ("PILOTBA_SUPPORT", "javascript:alert(1)", lambda: config.read_config("embedded")),
        ("PILOTBA_WORKERS", "0", lambda: config.read_config("embedded")),
        ("PILOTBA_PROFILE", "huge", lambda: env.env_choice("PILOTBA_PROFILE", ("embedded", "scaled"), "embedded")),
        ("DATABASE_URL", "mysql://x", databases.database_url),
        ("DATABASE_URL", "", databases.database_url),
        ("PILOTBA_S3_BUCKET", "", services.s3_storage),
        ("PILOTBA_SMTP_URL", "host:25", mail.mail_settings),
    ],
)
def test_wrong_value_is_refused_with_the_variables_name(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read()


@pytest.mark.parametrize("value", ["short", "a" * 64, "changeme-changeme-changeme-1234567", "django-insecure-" + GOOD, "secret" + GOOD])
def test_weak_key_is_refused(monkeypatch, value):
    monkeypatch.setenv("PILOTBA_SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="PILOTBA_SECRET_KEY"):
        env.env_key("PILOTBA_SECRET_KEY")


def test_good_key_also_from_a_file(monkeypatch, tmp_path):
    monkeypatch.setenv("PILOTBA_SECRET_KEY", GOOD)
    assert env.env_key("PILOTBA_SECRET_KEY") == GOOD
    (tmp_path / "key").write_text(GOOD + "\n")
    monkeypatch.delenv("PILOTBA_SECRET_KEY")
    assert env.env_key("PILOTBA_SECRET_KEY") is None
    monkeypatch.setenv("PILOTBA_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.env_key("PILOTBA_SECRET_KEY") == GOOD
    monkeypatch.setenv("PILOTBA_SECRET_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="PILOTBA_SECRET_KEY_FILE"):
        env.env_key("PILOTBA_SECRET_KEY")


@given(st.integers(-10, 10), st.integers(-10, 10), st.integers(-10, 10))
def test_numbers_keep_their_bounds(value, low, high):
    os.environ["PILOTBA_TEST_NUMBER"] = str(value)
    if low <= value <= high:
        assert env.env_int("PILOTBA_TEST_NUMBER", 0, low=low, high=high) == value
    else:
        with pytest.raises(ImproperlyConfigured, match="PILOTBA_TEST_NUMBER"):
            env.env_int("PILOTBA_TEST_NUMBER", 0, low=low, high=high)


def test_https_address_brings_secure_cookies_and_hsts(monkeypatch):
    monkeypatch.setenv("PILOTBA_BASE_URL", "https://bi.example.com/")
    made = web.web_settings(config.read_config("scaled"))
    assert made["SESSION_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] > 0
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://bi.example.com"]
    monkeypatch.setenv("PILOTBA_BASE_URL", "http://bi.example.com")
    assert "SECURE_HSTS_SECONDS" not in web.web_settings(config.read_config("scaled"))


def test_database_address(monkeypatch):
    made = databases.postgres("postgresql://ann:p%40ss@db:5433/bi?sslmode=require", pool=True)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == ("ann", "p@ss", "db", "5433", "bi")
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["OPTIONS"]["pool"]["max_size"] == 10


def test_mail_address(monkeypatch):
    monkeypatch.setenv("PILOTBA_SMTP_URL", "smtps://bot:a%2Fb@mail.example.com")
    made = mail.mail_settings()
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"], made["EMAIL_HOST_PASSWORD"], made["EMAIL_USE_SSL"]) == (
        "mail.example.com",
        465,
        "a/b",
        True,
    )


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "amqp://localhost//"])
def test_messages_are_json_with_every_broker(url):
    made = broker.url_broker(url)
    assert made["accept_content"] == ["json"]
    assert made["broker_url"] == url


def test_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = keys.text_key(tmp_path, "secret_key")
    assert keys.text_key(tmp_path, "secret_key") == first
    assert len(first) == 64
    assert (tmp_path / "keys" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_of_two_makers_one_key_counts(tmp_path):
    def slow():
        keys.load_or_make(tmp_path, "k", lambda: b"other")
        return b"mine"

    assert keys.load_or_make(tmp_path, "k", slow) == b"other"


_PROGRAM = (
    "import django; from django.conf import settings; django.setup(); print(settings.SECRET_KEY, settings.PILOTBA.profile, settings.DEBUG)"
)


def start(tmp_path, **variables):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PILOTBA", "DATABASE", "REDIS", "DJANGO"))}
    full = {**clean, "DJANGO_SETTINGS_MODULE": "bi_platform.settings", "PILOTBA_HOME": str(tmp_path), **variables}
    return subprocess.run([sys.executable, "-c", _PROGRAM], env=full, capture_output=True, text=True, check=False)


def test_each_home_has_its_own_secret(tmp_path):
    first, again, other = start(tmp_path / "a"), start(tmp_path / "a"), start(tmp_path / "b")
    assert first.stdout.split()[1:] == ["embedded", "False"]
    assert first.stdout == again.stdout
    assert first.stdout != other.stdout


def test_scaled_profile_needs_its_services_named(tmp_path):
    assert "DATABASE_URL" in start(tmp_path, PILOTBA_PROFILE="scaled").stderr
    assert "REDIS_URL" in start(tmp_path, PILOTBA_PROFILE="scaled", DATABASE_URL="postgresql://x/y").stderr
    done = start(tmp_path, PILOTBA_PROFILE="scaled", DATABASE_URL="postgresql://x/y", REDIS_URL="redis://x", PILOTBA_S3_BUCKET="b")
    assert done.stdout.split()[1:] == ["scaled", "False"], done.stderr


def test_the_scheduler_starts_without_what_it_does_not_need(tmp_path):
    line = "import django; django.setup(); import sys; print(any(name.startswith('allauth') for name in sys.modules))"
    env = {**os.environ, "PILOTBA_ROLE": "scheduler", "PILOTBA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "bi_platform.settings"}
    env["PILOTBA_PROFILE"] = "embedded"
    done = subprocess.run([sys.executable, "-c", line], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr
