"""People, workspaces, and who may do what."""

from .favourites import Favourite
from .rights import Grant, Level, SharedObject, Visibility
from .tokens import Invitation, SignInLink, TokenFamily
from .users import User
from .workspaces import Membership, Role, Workspace

__all__ = [
    "Favourite",
    "Grant",
    "Invitation",
    "Level",
    "Membership",
    "Role",
    "SharedObject",
    "SignInLink",
    "TokenFamily",
    "User",
    "Visibility",
    "Workspace",
]
