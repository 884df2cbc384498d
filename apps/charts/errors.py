"""What can go wrong with a chart, in words for people."""

from __future__ import annotations

from apps.core.errors import Conflict, InvalidInput


class ChartInvalid(InvalidInput):
    """The question does not fit the kind; `details["field"]` says which part."""

    code = "chart_invalid"


class ChartInUse(Conflict):
    """The chart lies on dashboards and cannot be deleted."""

    code = "chart_in_use"
