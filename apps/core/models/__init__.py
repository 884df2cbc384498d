"""Rows that every app needs."""

from .audit import AuditChain, AuditEntry
from .base import PublicModel
from .calls import Call
from .events import Event
from .jobs import Job, JobState
from .processes import ProcessBeat, Slot

__all__ = ["AuditChain", "AuditEntry", "Call", "Event", "Job", "JobState", "ProcessBeat", "PublicModel", "Slot"]
