"""Whatever an administrator does, by page, by program or in the admin site, the trail says who, when, what and from where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from factories import join, make_user, make_workspace
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars

from apps.accounts.models import Invitation, Role
from apps.accounts.services import api_keys, invitations, keeping, workspaces
from apps.core.audit import chain, verify
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
NO_SEATS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40).filter(str.strip)
ADDRESSES = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True)
Act = Callable[["Place"], object]


class Place:
    """A workspace with its administrator, who is staff too, and a teammate."""

    def __init__(self) -> None:
        self.root = make_user("root", is_staff=True, is_superuser=True)
        self.mate = make_user("mate")
        self.workspace = make_workspace("Acme", admin=self.root, analyst=self.mate)
        self.client = Client()
        self.client.force_login(self.root, backend="allauth.account.auth_backends.AuthenticationBackend")

    @property
    def here(self) -> dict[str, Any]:
        return {"user": self.root, "workspace": self.workspace}

    def post(self, path: str, **said: str) -> None:
        answer = self.client.post(path, said)
        assert answer.status_code == 302, answer.content


def _role(place: Place, role: str) -> object:
    join(place.mate, place.workspace, Role.ANALYST)
    return workspaces.change_role(**place.here, member_id=place.mate.pk, role=role)


def _remove(place: Place) -> None:
    join(place.mate, place.workspace, Role.VIEWER)
    workspaces.remove_member(**place.here, member_id=place.mate.pk)


def _withdraw(place: Place, email: str) -> None:
    invitations.invite(**place.here, email=email, role="viewer", base_url="http://x")
    invitations.withdraw(**place.here, invitation_id=Invitation.objects.latest("created_at").pk)


ACTS: st.SearchStrategy[Act] = st.one_of(
    NAMES.map(lambda name: lambda place: workspaces.rename_workspace(**place.here, name=name)),
    st.sampled_from(Role.values).map(lambda role: lambda place: _role(place, role)),
    st.just(_remove),
    ADDRESSES.map(lambda email: lambda place: invitations.invite(**place.here, email=email, role="viewer", base_url="http://x")),
    ADDRESSES.map(lambda email: lambda place: _withdraw(place, email)),
    st.one_of(st.none(), st.integers(30, 36_500)).map(lambda days: lambda place: keeping.keep_for(**place.here, days=days)),
    NAMES.map(lambda name: lambda place: api_keys.make_key(user=place.root, name=name, scope="read")),
    st.sampled_from(["free", "premium"]).map(
        lambda plan: (
            lambda place: place.post(
                f"/admin/accounts/workspace/{place.workspace.pk}/change/", name="Acme", plan=plan, audit_days="", **NO_SEATS
            )
        )
    ),
    st.just(lambda place: place.post(f"/admin/accounts/user/{place.mate.pk}/change/", email="mate@example.com", name="M", **NO_SEATS)),
    st.just(lambda place: place.client.get("/workspace/audit/export/", headers={"X-Workspace": place.workspace.pk})),
)


@pytest.mark.property(37)
@rounds(max_examples=100)
@given(st.lists(ACTS, min_size=1, max_size=3), st.ip_addresses(v=4))
def test_every_act_of_an_administrator_is_in_the_trail(acts: list[Act], address: Any) -> None:
    with transaction.atomic():
        place = Place()
        for act in acts:
            newest, began = AuditEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0, timezone.now()
            with bound_contextvars(address=str(address), request_id="r-1"):
                act(place)
            told = list(AuditEntry.objects.filter(pk__gt=newest))
            assert told
            for entry in told:
                assert (entry.user_id, entry.actor) == (place.root.pk, "root@example.com")
                assert began <= entry.at <= timezone.now()
                assert entry.action
                assert entry.object_id or entry.workspace_id
                assert entry.before is not None or entry.after is not None
                assert entry.request_meta["address"]
                assert "@example.com" not in str([entry.before, entry.after])
        chain.seal()
        assert all(found.ok for found in verify.verify_all())
        transaction.set_rollback(True)
