"""One of everything, all alice's and all named with a marker that a stranger's answers must never contain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from allauth.usersessions.models import UserSession
from django.utils import timezone
from factories import join, make_user, write_sales
from ready import ready_dataset

from apps.accounts.models import Group, Invitation, Role, TrustedDevice, Visibility
from apps.accounts.services import api_keys, collections, devices, invitations, service_accounts, signin
from apps.charts.models import Chart
from apps.core.ids import new_id
from apps.core.models import Job
from apps.dashboards.models import Dashboard, DashboardVersion, Tile
from apps.dashboards.services.links import make_link
from apps.datasets.models import RowRule, Upload
from apps.datasets.services import receiving
from apps.queries.models import QueryRun

MARK = "zebra-7f3"
SPEC = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "name": "units"}]}


@dataclass
class World:
    """The ids that routes need. `invitation` and `link` are secrets in addresses."""

    alice: Any
    bob: Any
    workspace: Any
    dataset: Any
    column: str
    rule: Any
    upload: Any
    chart: Any
    dashboard: Any
    tile: Any
    job: Any
    run: Any
    invitation: Any
    key: Any
    factor: Any
    service: Any
    service_key: Any
    device: Any
    place: Any
    group: Any
    folder: Any
    invitation_secret: str
    link_secret: str
    door: Any
    door_secret: str


def make_world(alice: Any, bob: Any, workspace: Any, folder: Path) -> World:
    """Build it: a dataset through the real ingest, the rest as rows; what can be shared is visible to the workspace."""
    dataset = _dataset(alice, workspace, write_sales(folder))
    shared = {"workspace": workspace, "owner": alice, "visibility": Visibility.WORKSPACE}
    chart = Chart.objects.create(name=f"{MARK} chart", dataset=dataset, kind="bar", spec={"v": 1, "dataset": dataset.pk, **SPEC}, **shared)
    dashboard = Dashboard.objects.create(name=f"{MARK} board", filters=[_filter(dataset)], **shared)
    tile = Tile.objects.create(dashboard=dashboard, chart=chart, title=f"{MARK} tile")
    DashboardVersion.objects.create(dashboard=dashboard, number=1, snapshot={"name": dashboard.name, "filters": [], "tiles": []})
    door, door_secret = make_link(user=alice, dashboard_id=dashboard.pk, name=f"{MARK} link")
    service = service_accounts.make(user=alice, workspace=workspace, name=f"{MARK} robot", role="viewer")
    link = invitations.invite(user=alice, workspace=workspace, email=f"{MARK}@example.com", role="viewer", base_url="http://x")
    return World(
        alice=alice,
        bob=bob,
        workspace=workspace,
        dataset=dataset,
        column=dataset.current_version.columns[0]["id"],
        rule=RowRule.objects.create(dataset=dataset, role=Role.VIEWER, masked={}, filter=None),
        upload=_upload(alice, workspace),
        chart=chart,
        dashboard=dashboard,
        tile=tile,
        job=Job.objects.create(kind="tests.nothing", workspace_id=workspace.pk, owner=alice, message=MARK, state="failed"),
        run=_run(alice, workspace),
        invitation=Invitation.objects.get(),
        place=UserSession.objects.create(user=alice, ip="192.0.2.1", session_key=new_id(), user_agent=MARK),
        factor=Authenticator.objects.create(user=alice, type="totp", data={"secret": encrypt(MARK)}),
        service=service,
        service_key=api_keys.make_key(user=service, name=f"{MARK} robot key", scope="read")[0],
        device=_device(alice),
        key=api_keys.make_key(user=alice, name=f"{MARK} key", scope="read")[0],
        group=_group(workspace, bob),
        folder=collections.create_collection(user=alice, workspace=workspace, name=f"{MARK} folder"),
        invitation_secret=link.rstrip("/").rpartition("/")[2],
        door=door,
        door_secret=door_secret,
        link_secret=signin.one_time_link(make_user("dora"), "http://x").rstrip("/").rpartition("/")[2],
    )


def _group(workspace: Any, member: Any) -> Any:
    group = Group.objects.create(workspace=workspace, name=f"{MARK} group")
    group.seats.set(workspace.memberships.filter(user=member))
    return group


def make_analyst(workspace: Any) -> Any:
    """A teammate who may create but owns nothing of the world."""
    anna = make_user("anna")
    join(anna, workspace, Role.ANALYST)
    return anna


def _dataset(alice: Any, workspace: Any, sales: Path) -> Any:
    with sales.open("a", encoding="utf-8") as file:
        file.write("2026-01-06,EU,Lamp,many,19.90,false,one too many\n")  # kept in quarantine
    return ready_dataset(alice, workspace, sales, f"{MARK}.csv", f"{MARK} sales")


def _device(alice: Any) -> Any:
    devices.trust(user=alice, cookie="", address="192.0.2.1", agent=MARK)
    return TrustedDevice.objects.get()


def _filter(dataset: Any) -> dict[str, Any]:
    return {"id": "region", "label": "Region", "column": "region", "type": "values", "dataset": dataset.pk}


def _upload(alice: Any, workspace: Any) -> Upload:
    return receiving.create_upload(user=alice, workspace=workspace, filename=f"{MARK}.csv", length=10)


def _run(alice: Any, workspace: Any) -> QueryRun:
    ended = timezone.now() - timedelta(minutes=1)
    return QueryRun.objects.create(workspace=workspace, user=alice, origin="sql", state="done", sql=f"select '{MARK}'", ended_at=ended)
