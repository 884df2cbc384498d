"""Who may see and change a dashboard. Its tiles' data follow it: seeing the dashboard is enough to see them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services import rights
from apps.core import live

from ..models import Dashboard, DashboardVersion
from ..selectors import access_dashboard
from .content import Content
from .saving import CHANNEL


def share_dashboard(*, user: User, dashboard_id: str, visibility: str | None = None, grants: Mapping[str, str] | None = None) -> Dashboard:
    """Set visibility and the people's levels (whom -> view, edit, manage; replaces all); None leaves that part as it is."""
    before = access_dashboard(user, dashboard_id, "manage")
    with transaction.atomic():
        dashboard = rights.share(user=user, obj=before, visibility=visibility, grants=grants)
        if dashboard.version != before.version:
            _keep_version(dashboard, user)
        data = {"id": dashboard.pk, "version": dashboard.version, "action": "dashboard.share", "by": str(user), "by_id": user.pk}
        live.publish(f"{CHANNEL}:{dashboard.pk}", "dashboard.changed", data)
    return dashboard


def set_level(*, user: User, dashboard_id: str, whom: str = "", email: str = "", level: str | None = None) -> Dashboard:
    """Grant one member (by `email`, or their id as `whom`), group, role or everybody a level; none takes their grant away."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    grants = rights.with_level(dashboard, whom or rights.whom_by_email(dashboard, email), level)
    return share_dashboard(user=user, dashboard_id=dashboard_id, grants=grants)


def _keep_version(dashboard: Dashboard, user: User) -> None:
    """A changed visibility counts as a version, so that two people who share at once notice each other."""
    Dashboard.objects.filter(pk=dashboard.pk).update(saved_by=user)
    content = Content.of(dashboard).plain()
    note = f"Shared: {dashboard.get_visibility_display().lower()}"
    DashboardVersion.objects.create(dashboard=dashboard, number=dashboard.version, snapshot=content, saved_by=user, note=note)
