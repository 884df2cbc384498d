"""Background work: look, cancel, run again."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import jobs as work
from apps.core.api import Listing
from apps.core.jobs.queue import describe

from ..middleware import person
from ..selectors import access_job, visible_jobs
from .serializers import JobOut

_JOB = {
    "id": "h5t8k2m9q4w7xz",
    "kind": "datasets.ingest",
    "subject": "dataset:m4x8c2v6b9n3pq",
    "state": "running",
    "progress": 42.0,
    "message": "Reading rows",
    "steps": [],
    "error": None,
    "result": None,
    "attempts": 1,
    "created_at": "2026-05-01T09:00:00Z",
    "started_at": "2026-05-01T09:00:00Z",
    "finished_at": None,
}
_EXAMPLE = OpenApiExample("A running job", value=_JOB, response_only=True, status_codes=["200", "202"])
_FIELDS = {
    "items": JobOut(many=True),
    "next": serializers.CharField(allow_null=True),
    "prev": serializers.CharField(allow_null=True),
}
_LIST = inline_serializer("JobList", _FIELDS)
_LISTED = Listing(("created_at",), "-created_at", {"state": "state", "kind": "kind", "subject": "subject"}, since="created_at")
_FILTERS = [OpenApiParameter(name, str, description=text) for name, text in _LISTED.query().items()]


@extend_schema(
    tags=["jobs"],
    operation_id="jobs_list",
    summary="My jobs",
    description="Your own, and all of the workspaces you administrate; the newest first.",
    parameters=_FILTERS,
    responses=_LIST,
    examples=[OpenApiExample("A page", value={"items": [_JOB], "next": None, "prev": None}, response_only=True)],
)
@api_view(["GET"])
def jobs(request: Request) -> Response:
    """List jobs."""
    return _LISTED.answer(request, visible_jobs(person(request)), describe)


@extend_schema(tags=["jobs"], summary="One job", responses=JobOut, examples=[_EXAMPLE])
@api_view(["GET"])
def job(request: Request, job_id: str) -> Response:
    """Show a job."""
    return Response(describe(access_job(person(request), job_id)))


@extend_schema(
    tags=["jobs"],
    summary="Cancel a job",
    description="A waiting job ends at once, a running one within about a second; a finished one stays as it is.",
    request=None,
    responses={202: JobOut},
    examples=[_EXAMPLE],
)
@api_view(["POST"])
def job_cancel(request: Request, job_id: str) -> Response:
    """Cancel a job."""
    return Response(describe(work.cancel(access_job(person(request), job_id))), status=202)


@extend_schema(
    tags=["jobs"],
    summary="Run a job again",
    description="Only a job that failed or was cancelled (409 otherwise).",
    request=None,
    responses={202: JobOut},
    examples=[_EXAMPLE],
)
@api_view(["POST"])
def job_retry(request: Request, job_id: str) -> Response:
    """Put a failed or cancelled job into the queue again."""
    return Response(describe(work.retry(access_job(person(request), job_id))), status=202)
