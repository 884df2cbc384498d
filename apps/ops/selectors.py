"""What operators read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from apps.core.keys import text_key


def scrape_token() -> str:
    """Return the token with which Prometheus reads /metrics from another machine (PILOTBA_HOME/keys/metrics_token)."""
    return text_key(Path(settings.PILOTBA.home), "metrics_token")
