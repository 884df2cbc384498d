"""Redis and S3, for the scaled profile and for tests on services."""

from __future__ import annotations

from typing import Any

from .env import env_secret_text, env_str


def redis_cache(url: str) -> dict[str, Any]:
    """Cache, counters and locks that all processes share."""
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "pilotba"}}


def redis_channels(url: str) -> dict[str, Any]:
    """Live events across web processes."""
    return {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url], "prefix": "pilotba-live"}}}


def s3_storage() -> dict[str, Any]:
    """Options of django-storages' S3 backend, from PILOTBA_S3_*; files are private and never overwritten."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env_str("PILOTBA_S3_BUCKET"),
            "endpoint_url": env_str("PILOTBA_S3_ENDPOINT", "") or None,
            "region_name": env_str("PILOTBA_S3_REGION", "us-east-1"),
            "access_key": env_secret_text("PILOTBA_S3_KEY", "") or None,
            "secret_key": env_secret_text("PILOTBA_S3_SECRET", "") or None,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": True,
        },
    }
