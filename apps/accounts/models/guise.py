"""Through whose eyes an administrator looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .users import User


@dataclass(frozen=True, slots=True)
class Guise:
    """Worn by a `User` whom an administrator looks as: `by` really looks, in one workspace only.

    `role` and `groups` are those of somebody made up, who has no account; `role` is empty for a real person.
    """

    by: User
    workspace_id: str
    whom: str
    role: str = ""
    groups: tuple[str, ...] = ()
