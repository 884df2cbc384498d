"""What Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector

from apps.core import beats
from apps.core.metrics import REGISTRY
from apps.core.models import Job, JobState


class _State:
    """Gauges that are read at the moment of the scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("pilotba_jobs", "Jobs by state, unfinished ones", labels=["state"])
        counts = dict(Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).values_list("state").annotate(n=Count("pk")))
        for state in (JobState.QUEUED, JobState.RUNNING):
            jobs.add_metric([str(state)], counts.get(str(state), 0))
        yield jobs
        workers = GaugeMetricFamily("pilotba_workers", "Worker processes heard of in the last 20 seconds")
        workers.add_metric([], len(beats.alive("worker")))
        yield workers


def exposition() -> bytes:
    """Return all metrics of this process and the state of the installation."""
    scrape = CollectorRegistry()
    scrape.register(_State())
    ProcessCollector(registry=scrape)
    return generate_latest(REGISTRY) + generate_latest(scrape)
