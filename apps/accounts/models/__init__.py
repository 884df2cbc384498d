"""People, workspaces, and who may do what."""

from .favourites import Favourite
from .rights import Grant, Level, SharedObject, Visibility
from .tokens import ApiKey, Invitation, Scope, SignInLink, TokenFamily
from .users import User
from .workspaces import Membership, Plan, Role, Workspace

__all__ = [
    "ApiKey",
    "Favourite",
    "Grant",
    "Invitation",
    "Level",
    "Membership",
    "Plan",
    "Role",
    "Scope",
    "SharedObject",
    "SignInLink",
    "TokenFamily",
    "User",
    "Visibility",
    "Workspace",
]
