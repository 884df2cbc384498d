"""What can go wrong with a dashboard, in words for people."""

from __future__ import annotations

from apps.core.errors import AppError, InvalidInput, StaleVersion


class LayoutInvalid(InvalidInput):
    """A tile lies outside the grid, covers another, or names something that is not there; `details["tile"]` says which."""

    code = "layout_invalid"


class FilterInvalid(InvalidInput):
    """A declared filter, or a value given for one, does not fit; `details["filter"]` says which."""

    code = "filter_invalid"


class DashboardStale(StaleVersion):
    """Somebody saved in between; `details` holds `saved_by`, `saved_at`, `version` and the `stored` content."""


class InTrash(AppError):
    """The dashboard was moved to the trash; who may manage it can restore it."""

    code, status = "in_trash", 410


class NoRows(InvalidInput):
    """A text tile was asked for data."""

    code = "no_data"
