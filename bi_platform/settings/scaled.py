"""Several processes or machines: PostgreSQL, Redis (or RabbitMQ as broker), S3."""

from __future__ import annotations

from apps.core.keys import text_key

from .base import *  # noqa: F403  -- Django reads every upper-case name
from .broker import url_broker
from .config import read_config
from .databases import database_url, postgres
from .env import env_key, env_str, env_url
from .mail import mail_settings
from .services import redis_cache, redis_channels, s3_storage
from .web import web_settings

PILOTBA = read_config("scaled", storage="s3" if env_str("PILOTBA_S3_BUCKET", "") else "files")
PILOTBA.home.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = env_key("PILOTBA_SECRET_KEY") or text_key(PILOTBA.home, "secret_key")
DATABASES = {"default": postgres(database_url(), pool=True)}
REDIS_URL = env_url("REDIS_URL", ("redis", "rediss"))
CACHES = redis_cache(REDIS_URL)
CHANNEL_LAYERS = redis_channels(REDIS_URL)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CELERY = url_broker(env_url("PILOTBA_BROKER_URL", ("redis", "rediss", "amqp", "amqps"), REDIS_URL))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(PILOTBA.home / "media")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **({"pilotba": s3_storage()} if PILOTBA.storage == "s3" else {}),
}

globals().update(web_settings(PILOTBA))
globals().update(mail_settings())
