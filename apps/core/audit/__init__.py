"""The audit trail: who did what, when, from where; only ever added to, and chained so that a change is noticed."""

from .record import current_request, record, record_once

__all__ = ["current_request", "record", "record_once"]
