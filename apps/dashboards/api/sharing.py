"""Who may see and change a dashboard."""

from __future__ import annotations

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.services.rights import sharing_of
from apps.core.errors import InvalidInput

from ..selectors import access_dashboard
from ..services.share import share_dashboard
from .common import body, only, person


@api_view(["GET", "PUT", "POST"])
def share(request: Request, dashboard_id: str) -> Response:
    """Read or set `{visibility: private|workspace, grants: {whom: view|edit|manage}}`; what is left out stays as it is.

    `whom` is a person's id, `group:<id>`, `role:<name>` or `everyone`; the strongest grant that fits a person counts.
    """
    user = person(request)
    if request.method == "GET":
        return Response(sharing_of(access_dashboard(user, dashboard_id, "manage")))
    data = only(body(request), "visibility", "grants")
    grants = data.get("grants")
    if grants is not None and not (isinstance(grants, dict) and all(isinstance(level, str) for level in grants.values())):
        raise InvalidInput("`grants` is an object of people, groups or roles and levels.", field="grants")
    visibility = data.get("visibility")
    shared = share_dashboard(
        user=user, dashboard_id=dashboard_id, visibility=None if visibility is None else str(visibility), grants=grants
    )
    return Response(sharing_of(shared))
