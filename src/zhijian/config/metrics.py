"""What Prometheus may read: requests, sign-ins, jobs and the length of the record. No names."""

import hmac
import os
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import DatabaseError
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from zhijian.config.option_forms import is_loopback
from zhijian.config.options import options

disable_created_metrics()
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_counted = CollectorRegistry()
_requests = Counter(
    "zhijian_requests", "Requests answered", ("view", "method", "status"), registry=_counted
)
_seconds = Histogram(
    "zhijian_request_seconds", "Seconds per request", ("view",), buckets=BUCKETS, registry=_counted
)
_sign_ins = Counter(
    "zhijian_sign_ins", "Passwords accepted and refused", ("outcome",), registry=_counted
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def request_answered(view: str, method: str, status: int, seconds: float) -> None:
    """Count one request."""
    _requests.labels(view, method if method in METHODS else "other", str(status)).inc()
    _seconds.labels(view).observe(seconds)


class FromDatabase:
    """Gauges that are read from the tables when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """Nothing of a table that cannot be read: the missing gauge is the alarm."""
        try:
            jobs = apps.get_model("jobs", "Job").objects.order_by()
            counted = dict(jobs.values_list("state").annotate(Count("pk")))
            newest = apps.get_model("journal", "Entry").objects.aggregate(seq=Max("seq"))["seq"]
        except DatabaseError:
            return
        states = GaugeMetricFamily("zhijian_jobs", "Jobs by state", labels=("state",))
        for state in ("waiting", "running", "done", "failed"):
            states.add_metric((state,), counted.get(state, 0))
        yield states
        yield GaugeMetricFamily("zhijian_journal_seq", "Entries in the record", value=newest or 0)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text form; to this machine alone, or to whoever has the token."""
    if not _may_read(request):
        return HttpResponse(
            "只有本机，或出示令牌的，才能读取运行指标。\n", status=403, content_type=PLAIN
        )
    return HttpResponse(_figures(), content_type=CONTENT_TYPE_LATEST)


PLAIN = "text/plain; charset=utf-8"


def _may_read(request: HttpRequest) -> bool:
    token = options().metrics_token
    if token:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    came_through_a_proxy = any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")
    )
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not came_through_a_proxy


def _figures() -> bytes:
    tables = CollectorRegistry()
    tables.register(FromDatabase())  # type: ignore[arg-type]
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared = CollectorRegistry()
        multiprocess.MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared) + generate_latest(tables)
    return generate_latest(_counted) + generate_latest(tables)


def _accepted(**_: Any) -> None:
    _sign_ins.labels("accepted").inc()


def _refused(**_: Any) -> None:
    _sign_ins.labels("refused").inc()


user_logged_in.connect(_accepted, dispatch_uid="zhijian.metrics")
user_login_failed.connect(_refused, dispatch_uid="zhijian.metrics")
