"""The stored profile of a version, as much of it as a person may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.engine.types import Mask

from ..errors import Restricted
from ..models import Dataset, DatasetVersion
from .datasets import current_version
from .sources import reading_for

# What says how a column is shaped without telling any of its values.
_SHAPE = frozenset({"id", "name", "type", "null_count", "null_percentage", "unique_count", "unique_is_exact", "semantic_type"})


def profile_for(user: User, dataset: Dataset, *, version: DatasetVersion | None = None) -> dict[str, Any]:
    """Return the profile that was stored with the version (the current one by default).

    Masked columns keep their shape but lose every value; hidden ones are not there. Raises Restricted for people who see only
    some rows, for the profile counts all of them; NotReady without a version; NotFound while the version has no profile.
    """
    version = version or current_version(dataset)
    reading = reading_for(user, dataset)
    if reading.row_filter is not None:
        raise Restricted(f"The profile of {dataset.name} counts all its rows, and you see only some of them. Ask its owner.")
    if version.profile is None:
        raise NotFound(f"Version {version.number} of {dataset.name} has no profile yet. Start one on its profile page.")
    return _masked(version.profile, reading.masks) if reading.masks else version.profile


def _masked(profile: dict[str, Any], masked: Mapping[str, Mask]) -> dict[str, Any]:
    columns = [
        {k: v for k, v in column.items() if k in _SHAPE} | {"masked": True, "issues": []} if column["name"] in masked else column
        for column in profile["columns"]
        if masked.get(column["name"]) is not Mask.HIDE
    ]
    issues = [issue for issue in profile.get("issues", []) if issue.get("column") not in masked]
    return profile | {"columns": columns, "issues": issues}
