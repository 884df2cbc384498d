"""Collections: the tree, one collection, making and changing them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import Conflict

from ..forms import CollectionForm
from ..middleware import SignedRequest
from ..models import Role
from ..selectors import visible
from ..selectors.collections import access_collection, contents_of, flat, inside_of, tree_of, way_to
from ..services import collections


@require_safe
def index(request: SignedRequest) -> HttpResponse:
    """The tree of the collections that the person sees."""
    tree = list(flat(tree_of(request.user, request.workspace)))
    context = {"section": "collections", "tree": tree, "may_create": request.role != Role.VIEWER, "form": CollectionForm()}
    return render(request, "accounts/collections.html", context)


@require_POST
def new(request: SignedRequest) -> HttpResponse:
    """Make a collection, within `parent` or at the top, and open it."""
    form = CollectionForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    visibility = form.cleaned_data.get("visibility", "") if form.is_valid() else "workspace"
    made = collections.create_collection(
        user=request.user, workspace=request.workspace, name=name, collection=request.POST.get("parent") or None, visibility=visibility
    )
    return redirect(made.path)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedRequest, collection_id: str) -> HttpResponse:
    """One collection and what lies in it; POST renames it."""
    user = request.user
    if request.method == "POST":
        name, description = request.POST.get("name", ""), request.POST.get("description", "")
        found = collections.change_collection(user=user, collection_id=collection_id, name=name, description=description)
        return redirect(found.path)
    found = access_collection(user, collection_id)
    context = {
        "section": "collections",
        "collection": found,
        "way": way_to(user, found),
        "inner": inside_of(user, found),
        "contents": contents_of(user, found),
        "form": CollectionForm(),
        "may": {need: visible(type(found), user, need).filter(pk=found.pk).exists() for need in ("edit", "manage")},
    }
    return render(request, "accounts/collection.html", context)


@require_POST
def delete(request: SignedRequest, collection_id: str) -> HttpResponse:
    """Delete an empty collection; what stands in the way is said on its page."""
    try:
        collections.delete_collection(user=request.user, collection_id=collection_id)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("accounts:collection", collection_id)
    messages.success(request, "The collection is deleted.")
    return redirect("accounts:collections")
