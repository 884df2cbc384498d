"""People, workspaces and small files for tests."""

from __future__ import annotations

import itertools
from pathlib import Path

from apps.accounts.models import Membership, Role, User, Workspace

PASSWORD = "correct horse 7 Battery"
_numbers = itertools.count(1)


def make_user(name: str, **fields: object) -> User:
    """A person with the address <name>@example.com and the tests' password."""
    return User.objects.create_user(f"{name}@example.com", PASSWORD, name=name.capitalize(), **fields)


def make_workspace(name: str = "", **members: User) -> Workspace:
    """A workspace with members by role: make_workspace("Shop", admin=alice, viewer=bob)."""
    workspace = Workspace.objects.create(name=name or f"Workspace {next(_numbers)}")
    for role, user in members.items():
        join(user, workspace, Role(role))
    return workspace


def join(user: User, workspace: Workspace, role: Role) -> Membership:
    """Make somebody a member, or change their role."""
    return Membership.objects.update_or_create(user=user, workspace=workspace, defaults={"role": role})[0]


SALES = """day,region,product,units,price,returned
2026-01-01,EU,Lamp,3,19.90,false
2026-01-01,US,Chair,1,89.00,false
2026-01-02,EU,Chair,2,89.00,true
2026-01-02,US,Lamp,5,19.90,false
2026-01-03,EU,Desk,1,249.50,false
2026-01-03,APAC,Lamp,4,18.50,false
2026-01-04,US,Desk,2,249.50,true
2026-01-05,EU,Lamp,,19.90,false
"""


def write_sales(folder: Path, name: str = "sales.csv") -> Path:
    """Eight sales with one empty cell."""
    path = folder / name
    path.write_text(SALES, encoding="utf-8")
    return path
