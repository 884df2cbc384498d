"""How a workspace wants its people to sign in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ..middleware import person
from ..models import SecondStep, Workspace
from ..selectors import access_workspace
from ..services import policies, second_step
from .signup import checked


class PolicyIn(serializers.Serializer[Workspace]):
    """Empty values mean what the installation says."""

    second_step = serializers.ChoiceField(choices=[("", ""), *SecondStep.choices], allow_blank=True)
    idle_minutes = serializers.IntegerField(allow_null=True, default=None)
    session_hours = serializers.IntegerField(allow_null=True, default=None)


class PolicyOut(PolicyIn):
    """The policy, and what an empty second step comes to."""

    default_second_step = serializers.ChoiceField(choices=SecondStep.choices)


_POLICY = {"second_step": "always", "idle_minutes": 60, "session_hours": 12}
_OUT = OpenApiExample("A policy", value={**_POLICY, "default_second_step": "untrusted"}, response_only=True)


@extend_schema(
    methods=["GET"], tags=["workspaces"], summary="How people sign in", operation_id="security", responses=PolicyOut, examples=[_OUT]
)
@extend_schema(
    methods=["PUT"],
    tags=["workspaces"],
    summary="Say how people sign in",
    operation_id="security_change",
    description="For administrators. The strictest workspace of a person counts for them.",
    request=PolicyIn,
    responses=PolicyOut,
    examples=[OpenApiExample("Strict", value=_POLICY, request_only=True), _OUT],
)
@api_view(["GET", "PUT"])
def policy(request: Request, workspace_id: str) -> Response:
    """Show or change the policy."""
    found = access_workspace(person(request), workspace_id, "manage")
    if request.method == "PUT":
        said: dict[str, Any] = checked(PolicyIn(data=request.data))
        found = policies.change_policy(user=person(request), workspace=found, **said)
    return Response({**policies.policy_of(found), "default_second_step": second_step.default_for(found)})
