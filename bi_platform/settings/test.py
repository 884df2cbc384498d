"""Tests: a home of their own, cheap hashes, jobs run on commit. PILOTBA_TEST_SERVICES=1 puts them on PostgreSQL, Redis and S3."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .base import *  # noqa: F403  -- Django reads every upper-case name
from .broker import filesystem_broker, url_broker
from .config import read_config
from .databases import postgres, sqlite
from .env import env_bool, env_url
from .services import redis_cache, redis_channels, s3_storage

ON_SERVICES = env_bool("PILOTBA_TEST_SERVICES", default=False)
_home = Path(tempfile.mkdtemp(prefix="pilotba-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)

PILOTBA = read_config("test", _home, storage="s3" if ON_SERVICES else "files", jobs_eager=True)
SECRET_KEY = "tests-only-" + "k3yN0tUsedAnywhereElse" * 2
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_IS_SENT = False  # as on a laptop: nobody is asked for a second step
DEFAULT_FROM_EMAIL = "PilotBA <pilotba@localhost>"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # no scan of all files for every test client

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if ON_SERVICES:
    # A Redis database for each process: clearing the cache between tests empties the whole database.
    _redis = urlsplit(env_url("REDIS_URL", ("redis",), "redis://127.0.0.1:6379/9"))
    _number = (int(_redis.path.lstrip("/") or 0) + int(_worker.removeprefix("gw") if _worker != "main" else 0)) % 16
    _redis_url = _redis._replace(path=f"/{_number}").geturl()
    DATABASES = {"default": postgres(env_url("DATABASE_URL", ("postgresql",), "postgresql://postgres@127.0.0.1:5432/postgres"), pool=False)}
    CACHES = redis_cache(_redis_url)
    CHANNEL_LAYERS: dict[str, object] = redis_channels(_redis_url)
    CELERY = url_broker(_redis_url)
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(_home / "media")}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "pilotba": s3_storage(),
    }
else:
    DATABASES = {"default": sqlite(_home / "unused.sqlite3", pragmas="PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;")}
    DATABASES["default"]["TEST"] = {"NAME": str(_home / f"test-{_worker}.sqlite3")}  # a file, so that threads can share it
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {}
    CELERY = filesystem_broker(_home / "broker")
