"""What can go wrong with a dashboard, in words for people."""

from __future__ import annotations

from apps.core.errors import AppError, InvalidInput, NotFound, StaleVersion


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


class DoorClosed(NotFound):
    """A public link or embedding that is unknown, ended, revoked or wrongly signed: one answer for all, which tells nothing."""

    code = "link_closed"


class PasswordWanted(AppError):
    """A public link asks for its password first."""

    code, status = "password_wanted", 401


class TileClosed(AppError):
    """A tile cannot be shown to guests now; the reason is for the people of the workspace."""

    code, status = "tile_closed", 409
