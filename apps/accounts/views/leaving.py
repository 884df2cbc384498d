"""A person's data and the end of their account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.core.errors import Conflict, InvalidInput

from ..middleware import SignedRequest
from ..services import erasing, personal_data


@require_POST
def export(request: SignedRequest) -> HttpResponse:
    """Begin to gather everything that is stored about the person."""
    try:
        personal_data.start_export(user=request.user)
        messages.success(request, "Your data is being gathered. The file will be here in a moment.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("accounts:settings")


@require_POST
def take(request: SignedRequest) -> FileResponse:
    """The file, once."""
    stream = personal_data.take_export(user=request.user)
    return FileResponse(stream, as_attachment=True, filename="my-data.zip", headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "POST"])
def delete(request: SignedRequest) -> HttpResponse:
    """Choose who gets what, confirm, and have some days to think."""
    user, problem = request.user, ""
    if request.method == "POST":
        heirs = {key.removeprefix("heir-"): str(value) for key, value in request.POST.items() if key.startswith("heir-") and value}
        try:
            erasing.ask(user=user, by=user, heirs=heirs, confirm=request.POST.get("confirm", ""))
        except (InvalidInput, Conflict) as error:
            problem = error.message
        else:
            messages.success(request, "Your account will be deleted. You can still change your mind below.")
            return redirect("accounts:settings")
    context = {"section": "settings", "places": erasing.heirs_for(user), "days": settings.PILOTBA.erase_days, "problem": problem}
    return render(request, "accounts/delete.html", context, status=400 if problem else 200)


@require_POST
def keep(request: SignedRequest) -> HttpResponse:
    """The person stays."""
    erasing.keep(user=request.user, by=request.user)
    messages.success(request, "Your account stays.")
    return redirect("accounts:settings")
