"""Wiring: settings, urls, ASGI, Celery, the supervisor."""
