"""One machine, no service: SQLite, files, Celery over the file system, live events from a table."""

from __future__ import annotations

from apps.core.keys import text_key

from .base import *  # noqa: F403  -- Django reads every upper-case name
from .broker import filesystem_broker
from .config import read_config
from .databases import sqlite
from .env import env_key
from .mail import mail_settings
from .web import web_settings

PILOTBA = read_config("embedded")
PILOTBA.home.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = env_key("PILOTBA_SECRET_KEY") or text_key(PILOTBA.home, "secret_key")
DATABASES = {"default": sqlite(PILOTBA.home / "pilotba.sqlite3", keep_seconds=600)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CELERY = filesystem_broker(PILOTBA.home / "broker")
CHANNEL_LAYERS: dict[str, object] = {}

globals().update(web_settings(PILOTBA))
globals().update(mail_settings())
