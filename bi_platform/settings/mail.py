"""Outgoing mail."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from .env import env_str, env_url


def mail_settings() -> dict[str, object]:
    """SMTP from PILOTBA_SMTP_URL (smtp://user:password@host:587, smtps:// for TLS from the start), else none: mail is printed."""
    sender = env_str("PILOTBA_MAIL_FROM", "PilotBA <pilotba@localhost>")
    url = env_url("PILOTBA_SMTP_URL", ("smtp", "smtps", "none"), "none://")
    parts = urlsplit(url)
    if parts.scheme == "none":
        return {"EMAIL_BACKEND": "apps.core.console_mail.EmailBackend", "DEFAULT_FROM_EMAIL": sender, "MAIL_IS_SENT": False}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "MAIL_IS_SENT": True,
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1"),
        "EMAIL_TIMEOUT": 10,
    }
