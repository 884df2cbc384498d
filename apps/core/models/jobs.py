"""Background work. The row is the truth; a broker's message carries only its id."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .base import PublicModel


class JobState(models.TextChoices):
    """Where a job stands; the last three are final."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINAL = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)


class Job(PublicModel):
    """One piece of work.

    `fence` grows with every claim: whoever holds an older number may no longer write. `lease_until` is pushed on by the
    worker's heartbeat; a running row with a passed lease is lost and goes back to the queue while attempts are left.
    `worker` names the process that holds the job, `sent_at` when a message for it was last sent.
    """

    kind = models.CharField(max_length=80)
    workspace_id = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    subject = models.CharField(max_length=120, blank=True)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.FloatField(default=0)
    message = models.CharField(max_length=300, blank=True)
    steps = models.JSONField(default=list, blank=True)
    error = models.JSONField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    cancel_requested = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("state", "created_at"), name="job_by_state"),
            models.Index(fields=("workspace_id", "-created_at"), name="job_by_workspace"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def seconds(self) -> float | None:
        """Wall time from the first start to the end, None while there is none."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()
