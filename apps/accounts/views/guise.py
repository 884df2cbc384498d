"""Beginning and ending to look as somebody else."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ..middleware import SignedRequest
from ..selectors import access_workspace
from ..services import guise
from ..view_as import KEY


@require_POST
def start(request: SignedRequest) -> HttpResponse:
    """Look at the current workspace as a member, somebody of a group, or of a role (`whom`)."""
    workspace, whom = access_workspace(request.user, request.workspace.pk, "manage"), request.POST.get("whom", "")
    guise.look_as(user=request.user, workspace=workspace, whom=whom)
    guise.note(request.user, workspace, whom, begins=True)
    request.session[KEY] = {"workspace": workspace.pk, "whom": whom}
    return redirect("/")


@require_POST
def stop(request: SignedRequest) -> HttpResponse:
    """See with one's own eyes again."""
    wanted = request.session.pop(KEY, None)
    if wanted:
        guise.note(request.user, request.workspace, wanted["whom"], begins=False)
    return redirect("/")
