"""Health, metrics, system page."""
