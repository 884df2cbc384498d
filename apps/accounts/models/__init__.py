"""People, workspaces, and who may do what."""

from .codes import OneTimeCode, Purpose
from .collections import Collection, Heritage
from .devices import TrustedDevice
from .favourites import Favourite
from .groups import Group
from .guise import Guise
from .personal import Deletion, PersonalExport, PersonalSetting
from .rights import EVERYONE, ForWhom, Grant, Level, SharedObject, Visibility, one_whom
from .tokens import ApiKey, Invitation, Scope, SignInLink, TokenFamily
from .users import User
from .workspaces import Membership, Plan, Role, SecondStep, Workspace

__all__ = [
    "EVERYONE",
    "ApiKey",
    "Collection",
    "Deletion",
    "Favourite",
    "ForWhom",
    "Grant",
    "Group",
    "Guise",
    "Heritage",
    "Invitation",
    "Level",
    "Membership",
    "OneTimeCode",
    "PersonalExport",
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
    "one_whom",
]
