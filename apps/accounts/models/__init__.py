"""People, workspaces, and who may do what."""

from .codes import OneTimeCode, Purpose
from .devices import TrustedDevice
from .favourites import Favourite
from .personal import PersonalSetting
from .rights import Grant, Level, SharedObject, Visibility
from .tokens import ApiKey, Invitation, Scope, SignInLink, TokenFamily
from .users import User
from .workspaces import Membership, Plan, Role, SecondStep, Workspace

__all__ = [
    "ApiKey",
    "Favourite",
    "Grant",
    "Invitation",
    "Level",
    "Membership",
    "OneTimeCode",
    "PersonalSetting",
    "Plan",
    "Purpose",
    "Role",
    "Scope",
    "SecondStep",
    "SharedObject",
    "SignInLink",
    "TokenFamily",
    "TrustedDevice",
    "User",
    "Visibility",
    "Workspace",
]
