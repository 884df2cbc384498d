"""What can go wrong around a query, beside the engine's own errors."""

from __future__ import annotations

from apps.core.errors import Conflict


class RunTaken(Conflict):
    """Another query ran under the id that the caller chose, or still does."""

    code = "run_id_taken"


class RunEnded(Conflict):
    """The query to cancel has ended already."""

    code = "run_ended"
