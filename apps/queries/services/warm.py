"""Starts the query processes before somebody needs them."""

from __future__ import annotations

from apps.engine.duck import pool


def warm() -> None:
    """Begin to fill the pool in the background; for the moment when somebody opens the editor."""
    pool.pool().refill()
