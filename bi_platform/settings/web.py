"""Hosts and cookies, derived from the address under which people reach the product."""

from __future__ import annotations

from urllib.parse import urlsplit

from .config import Config
from .env import env_int, env_list


def web_settings(config: Config) -> dict[str, object]:
    """Return hosts, trusted origins, secure cookies and HSTS (only under https)."""
    host = urlsplit(config.base_url).hostname or "localhost"
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(config.base_url))
    out: dict[str, object] = {
        "ALLOWED_HOSTS": [host, "localhost", "127.0.0.1", "[::1]", *env_list("PILOTBA_HOSTS")],
        "CSRF_TRUSTED_ORIGINS": [origin],
        "SESSION_COOKIE_SECURE": config.https,
        "CSRF_COOKIE_SECURE": config.https,
    }
    if config.https:
        out |= {
            "SECURE_HSTS_SECONDS": env_int("PILOTBA_HSTS_SECONDS", 31_536_000),
            "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
            "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        }
    return out
