"""Endpoints of queries: execute, validate, history, cancel."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.core import audit
from apps.core.api import Listing
from apps.engine.spec import QuerySpec

from .. import selectors
from ..responses import ARROW, CSV, as_arrow, as_csv, as_json, waiting, wanted
from ..services import running
from ..services.answers import QueryRequest
from ..services.plan import make_plan
from ..services.run import run_query
from .serializers import AnswerOutput, ExecuteInput, RunOutput, RunPage, ValidateOutput

_FORMS = {(200, "application/json"): AnswerOutput, (200, CSV): OpenApiTypes.STR, (200, ARROW): OpenApiTypes.BINARY}


_LISTED = Listing(("ended_at",), "-ended_at", {"state": "state", "origin": "origin"}, since="ended_at")


class AnyAccept(DefaultContentNegotiation):
    """The view looks at Accept itself; errors are JSON whatever was asked for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """The first renderer, always."""
        return renderers[0], renderers[0].media_type


class Execute(APIView):
    """Runs a spec or SQL."""

    content_negotiation_class = AnyAccept
    reads = True
    asks_engine = "everybody"

    @extend_schema(
        tags=["queries"], request=ExecuteInput, responses=_FORMS, operation_id="queries_execute",
        description="JSON (at most 10,000 rows, and how many there are), CSV or an Arrow stream, as the Accept header says.",
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponseBase:
        asked = _asked(request)
        if asked.get("run_id"):
            running.check_unused(asked["run_id"])
        form = wanted(request, asked.get("format"))
        user = cast("User", request.user)
        rows = asked["rows"] if form == "json" else None
        query = _question(request, asked, rows=rows)
        answer = run_query(user=user, request=query)
        if form == "json":
            return Response(as_json(answer))
        if form == "arrow":
            return as_arrow(request, answer, narrow=asked["narrow"])
        audit.record("queries.export", user=user, workspace_id=query.workspace.pk, kind="query", object_id=answer.run_id)
        return as_csv(request, answer)


class Validate(APIView):
    """Says whether a question would run."""

    reads = True

    @extend_schema(tags=["queries"], request=ExecuteInput, responses=ValidateOutput, operation_id="queries_validate")
    def post(self, request: Request) -> Response:
        plan = make_plan(cast("User", request.user), _question(request, _asked(request), rows=1))
        return Response({"valid": True, "sql": plan.sql, "tables": [source.name for source in plan.sources]})


class History(APIView):
    """The caller's own queries in the workspace."""

    @extend_schema(
        tags=["queries"], responses=RunPage, operation_id="queries_history",
        parameters=[OpenApiParameter(name, description=text) for name, text in _LISTED.query(q="Searches the SQL.").items()],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        found = selectors.runs_of(cast("User", request.user), _workspace(request), search=_text(request, "q"))
        return _LISTED.answer(request, found, lambda run: dict(RunOutput(run).data))


class Cancel(APIView):
    """Stops one's own running query."""

    @extend_schema(tags=["queries"], request=None, responses={202: OpenApiTypes.OBJECT}, operation_id="queries_cancel")
    def post(self, request: Request, run_id: str) -> Response:
        running.cancel(cast("User", request.user).pk, run_id)
        return Response({"run_id": run_id, "state": "cancelling"}, status=202)


def _asked(request: Request) -> dict[str, Any]:
    given = ExecuteInput(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _question(request: Request, asked: dict[str, Any], *, rows: int | None) -> QueryRequest:
    """The typed question; the dataset is accessed here, and its workspace is the one asked in."""
    user = cast("User", request.user)
    dataset = selectors.dataset_for(user, asked["dataset_id"]) if asked["dataset_id"] else None
    chosen = {"run_id": asked["run_id"]} if asked.get("run_id") else {}
    return QueryRequest(
        workspace=dataset.workspace if dataset else _workspace(request), dataset=dataset,
        spec=None if asked["spec"] is None else QuerySpec.parse(asked["spec"]), sql=asked["sql"], params=asked["params"],
        mode=asked["mode"], origin=asked["origin"], timezone=asked["timezone"], rows=rows, wait=waiting(request), **chosen,
    )  # fmt: skip


def _workspace(request: Request) -> Any:
    return cast("Any", request).workspace


def _text(request: Request, name: str) -> str:
    return str(request.query_params.get(name, ""))
