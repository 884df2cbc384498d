"""Prometheus metrics of requests and jobs: rate, errors, duration."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60)

requests = Counter("pilotba_requests", "Requests answered", ("method", "view", "status"), registry=REGISTRY)
request_errors = Counter("pilotba_request_errors", "Requests answered with 5xx", ("method", "view"), registry=REGISTRY)
request_seconds = Histogram(
    "pilotba_request_seconds", "Time to the head of the answer", ("method", "view"), buckets=_BUCKETS, registry=REGISTRY
)


def request_done(method: str, view: str, status: int, seconds: float) -> None:
    """Count and time one request; `view` is the name of its address, of which there are finitely many."""
    requests.labels(method, view, str(status)).inc()
    request_seconds.labels(method, view).observe(seconds)
    if status >= 500:
        request_errors.labels(method, view).inc()
