"""Background work. `enqueue` a kind, write the kind with `@job`, look after it with `cancel` and `retry`."""

from .actions import cancel, retry
from .errors import JobCancelled, LeaseLost
from .queue import enqueue
from .registry import job
from .run import JobRun

__all__ = ["JobCancelled", "JobRun", "LeaseLost", "cancel", "enqueue", "job", "retry"]
