"""People, workspaces, and who may do what."""

from .favourites import Favourite
from .rights import Grant, Level, SharedObject, Visibility
from .tokens import ApiKey, Invitation, Scope, SignInLink, TokenFamily
from .users import User
from .workspaces import Membership, Role, Workspace

__all__ = [
    "ApiKey",
    "Favourite",
    "Grant",
    "Invitation",
    "Level",
    "Membership",
    "Role",
    "Scope",
    "SharedObject",
    "SignInLink",
    "TokenFamily",
    "User",
    "Visibility",
    "Workspace",
]
