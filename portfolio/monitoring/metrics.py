"""Figures for Prometheus: counted in each worker and added up, or read when somebody asks for them.

gunicorn names a folder in which its workers keep their counts (``gunicorn.conf.py``). Without one, as under
``manage.py runserver``, a process has counts of its own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from changes.models import Latest, State, WaitingProposal
from letters.models import Letter
from portfolio.backup.rotating import hours_since_last
from portfolio.databases.replicas.lag import Lag, lags
from portfolio.monitoring.asked import Asked
from portfolio.monitoring.readiness import problems

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable with which the package names the folder of the counts."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

REQUESTS = Counter("oversigt_requests", "Requests that were answered.", ["route", "method", "status"])
DURATION = Histogram("oversigt_request_seconds", "Seconds until the answer was sent.", ["route"], buckets=SECONDS)
QUERIES = Counter("oversigt_database_queries", "Statements to the database.", ["route"])
DATABASE = Counter("oversigt_database_seconds", "Seconds of these statements.", ["route"])


def count(route: str, method: str, status: int, asked: Asked) -> None:
    """Counts a request that was answered. ``route``: the name of its address; an address that nothing answers has
    none, so that strangers cannot make new series."""
    route = route or "none"
    REQUESTS.labels(route, method if method in METHODS else "other", status).inc()
    DURATION.labels(route).observe(asked.seconds())
    QUERIES.labels(route).inc(asked.queries)
    DATABASE.labels(route).inc(asked.database_seconds)


def exposition() -> bytes:
    """Returns all figures in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(OfNow())
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)


class OfNow(Collector):
    """Figures that are read at the moment: what waits, the last change, the age of the last backup."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yields the figures. Without a database, those that need none."""
        yield _gauge("oversigt_info", "The version that runs.", {settings.VERSION: 1}, "version")
        ready = {name: int(not says) for name, says in problems().items()}
        yield _gauge("oversigt_ready", "Whether a check of /readyz is passed.", ready, "check")
        if (age := _age_of_backup()) is not None:
            yield GaugeMetricFamily("oversigt_backup_age_seconds", "Seconds since the last backup was begun.", age)
        try:
            yield from _of_replicas(lags())
            yield from _of_the_database()
        except (DatabaseError, InterfaceError):
            return


def _of_the_database() -> Iterator[GaugeMetricFamily]:
    last = Latest.objects.filter(pk=1).first()
    yield GaugeMetricFamily("oversigt_change_number", "The number of the last change.", last.number if last else 0)
    letters = dict(Letter.objects.order_by().values_list("state").annotate(number=Count("pk")))
    yield _gauge("oversigt_letters", "Letters by their state.", letters, "state")
    waiting = WaitingProposal.objects.filter(state=State.WAITING)
    owed = waiting.exclude(handed_in_for="").count()
    kinds = {"owed report": owed, "other": waiting.count() - owed}
    yield _gauge("oversigt_proposals_waiting", "Proposals that wait for a second person.", kinds, "kind")


def _of_replicas(found: dict[str, Lag]) -> Iterator[GaugeMetricFamily]:
    if found:
        serving = {name: int(lag.serves) for name, lag in found.items()}
        yield _gauge("oversigt_replica_serves", "Whether a replica answers readers.", serving, "replica")
        behind = {name: lag.bytes for name, lag in found.items() if lag.bytes is not None}
        yield _gauge("oversigt_replica_lag_bytes", "Bytes of the log that a replica lacks.", behind, "replica")
        seconds = {name: lag.seconds for name, lag in found.items() if lag.seconds is not None}
        yield _gauge("oversigt_replica_lag_seconds", "Seconds that a replica is behind.", seconds, "replica")


def _age_of_backup() -> float | None:
    try:
        hours = hours_since_last(Path(settings.BACKUPS), timezone.now()) if settings.BACKUPS else None
    except OSError:
        return None
    return None if hours is None else hours * 3600


def _gauge(name: str, says: str, values: dict[str, int] | dict[str, float], label: str) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, says, labels=[label])
    for key, value in values.items():
        gauge.add_metric([key], value)
    return gauge
