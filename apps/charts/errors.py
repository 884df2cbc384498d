"""What can go wrong with a chart, in words for people."""

from __future__ import annotations

from apps.core.errors import AppError, Conflict, InvalidInput, TooLarge


class ChartInvalid(InvalidInput):
    """The question does not fit the kind; `details["field"]` says which part."""

    code = "chart_invalid"


class ChartInUse(Conflict):
    """The chart lies on dashboards and cannot be deleted."""

    code = "chart_in_use"


class PictureMissing(AppError):
    """A figure holds something that no drawer of static pictures knows."""

    code, status = "picture_missing", 501


class TooManyRows(TooLarge):
    """More rows than a worksheet holds."""

    code = "too_many_rows"
