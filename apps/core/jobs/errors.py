"""Ways in which a run ends early."""

from __future__ import annotations


class JobCancelled(Exception):
    """Somebody cancelled the job; let it pass through and clean up."""


class LeaseLost(Exception):
    """Another process owns the job now (or it is over): nothing more may be written."""
