"""后台任务: what waits, runs and failed, for the system administrator; retry and cancel."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs import registry
from zhijian.jobs.actions import cancel_job, may_manage, retry_job
from zhijian.jobs.models import SEEN_LATELY, Job, Worker
from zhijian.journal.models import Entry
from zhijian.web.listing import (
    Bulk,
    Cell,
    Choice,
    Column,
    Dates,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Text,
)
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Moment, Tag

TONES = {
    Job.State.WAITING: "blue",
    Job.State.RUNNING: "amber",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
    Job.State.CANCELLED: "",
}
WORDS = {"job.retried": "重试", "job.cancelled": "取消"}
NOBODY = "没有执行者在线，任务没有人办。请在服务器上启动 zhijian serve 或 zhijian worker。"


def _detail_url(job: Job) -> str:
    return reverse("job", args=(job.pk,))


def _state(job: Job) -> Cell:
    note = job.error if job.state in (Job.State.FAILED, Job.State.WAITING) else ""
    return Cell(job.get_state_display(), tag=TONES[Job.State(job.state)], note=note)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return sorted((one.kind, one.title) for one in registry.HANDLERS.values())


def _in_state(*states: str) -> Any:
    return lambda rows, request: rows.filter(state__in=states)


def _who_works(request: HttpRequest) -> str:
    lately = Worker.objects.seen_lately(clock.now())
    count = lately.count()
    return f"在线的执行者 {count} 个" if count else NOBODY


def _each(act: Any, verb: str) -> Any:
    def run(request: HttpRequest, rows: QuerySet[Job]) -> str:
        count = 0
        for job in rows.order_by("pk"):
            act(job, by=request.user)
            count += 1
        return f"已{verb} {count} 件任务。"

    return run


JOBS = Listing(
    name="jobs",
    title="后台任务",
    unit="件",
    model=Job,
    rows=lambda request: Job.objects.all(),
    sub=_who_works,
    may=may_manage,
    label=lambda job: f"任务 {job.pk}",
    columns=(
        Column(
            "kind",
            "任务",
            lambda job: Cell(
                registry.title_of(job.kind), note=f"任务 {job.pk}", url=_detail_url(job)
            ),
            phone="name",
            is_fixed=True,
        ),
        Column("state", "状态和原因", _state, wraps=True, is_fixed=True),
        Column("attempts", "次数", lambda job: f"{job.attempts} / {job.max_attempts}"),
        Column("run_at", "执行时间", lambda job: job.run_at),
        Column("finished_at", "结束时间", lambda job: job.finished_at),
        Column("created_at", "建立时间", lambda job: job.created_at, is_hidden=True),
        Column("leased_by", "执行者", lambda job: job.leased_by, is_hidden=True),
        Column("key", "唯一键", lambda job: job.key, is_hidden=True),
        Column("error", "原因", lambda job: job.error, is_hidden=True, wraps=True),
    ),
    filters=(
        Choice("kind", "任务", _kinds),
        Choice("state", "状态", Job.State.choices),
        Text("q", "唯一键或原因", ("key__contains", "error__contains")),
        Dates("created", "建立时间", "created_at", is_moment=True),
    ),
    quick=(
        Quick("waiting", "等待", _in_state(Job.State.WAITING)),
        Quick("running", "执行中", _in_state(Job.State.RUNNING)),
        Quick("failed", "失败", _in_state(Job.State.FAILED)),
    ),
    actions=(RowAction("详情", _detail_url),),
    bulk=(
        Bulk("retry", "重试", _each(retry_job, "安排重试")),
        Bulk(
            "cancel",
            "取消",
            _each(cancel_job, "取消"),
            question=lambda number: f"将取消选中的 {number} 件任务，取消后不再执行。",
        ),
    ),
    head=lambda request: (HeadAction("执行者", reverse("workers"), "queue"),),
    empty="还没有后台任务。",
)

WORKERS = Listing(
    name="workers",
    title="执行者",
    unit="个",
    model=Worker,
    rows=lambda request: Worker.objects.all(),
    may=may_manage,
    label=lambda worker: worker.name,
    sub=lambda request: "每个执行者一分钟报一次到；三分钟没有报到的算已停止。",
    columns=(
        Column("name", "执行者", lambda worker: worker.name, phone="name", is_fixed=True),
        Column("state", "状态", lambda worker: _presence(worker)),
        Column("version", "程序版本", lambda worker: worker.version),
        Column("started", "启动时间", lambda worker: worker.started_at),
        Column("seen", "最近报到", lambda worker: worker.seen_at),
        Column("count", "办过的任务", lambda worker: worker.job_count, is_number=True),
    ),
    empty=NOBODY,
    exports=False,
    extra=lambda request: {"crumbs": [Crumb("后台任务", reverse("jobs")), Crumb("执行者")]},
)


def _presence(worker: Worker) -> Cell:
    is_here = worker.seen_at >= clock.now() - SEEN_LATELY
    return Cell("在线", tag="green") if is_here else Cell("已停止", tag="red")


@login_required
@require_GET
def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how it went, and what can be done about it."""
    job = _job(request, pk)
    record = Entry.objects.about(job)[:50]
    context = {
        "crumbs": [Crumb("后台任务", reverse("jobs")), Crumb(f"任务 {job.pk}")],
        "heading": registry.title_of(job.kind),
        "job": job,
        "tag": Tag(job.get_state_display(), TONES[Job.State(job.state)]),
        "facts": _facts(job),
        "moments": [
            Moment(one.at, one.actor_name, WORDS.get(one.action, one.action)) for one in record
        ],
        "can_retry": job.state in (Job.State.WAITING, Job.State.FAILED, Job.State.CANCELLED),
        "can_cancel": job.state in (Job.State.WAITING, Job.State.FAILED),
    }
    return page(request, "jobs/job.html", context)


@login_required
@require_POST
def change_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Retry or cancel one job."""
    job = _job(request, pk)
    act, said = (
        (cancel_job, "已取消，不再执行。")
        if request.POST.get("do") == "cancel"
        else (retry_job, "已安排重试，执行者空闲时即办。")
    )
    try:
        act(job, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("job", pk=pk)


def _job(request: HttpRequest, pk: int) -> Job:
    if not may_manage(request.user):
        raise Http404
    return get_object_or_404(Job, pk=pk)


def _facts(job: Job) -> list[Fact]:
    known = registry.HANDLERS.get(job.kind)
    way = (
        "在数据库之外有作用，中断后可能重复一次"
        if known and known.is_outside
        else "只改数据库，恰好一次"
    )
    found = [
        Fact("任务编号", f"{job.pk}（{job.kind}）"),
        Fact("唯一键", job.key or "无"),
        Fact("执行方式", way),
        Fact("次数", f"已试 {job.attempts} 次，最多 {job.max_attempts} 次"),
        Fact("建立时间", _at(job.created_at)),
        Fact("执行时间", _at(job.run_at)),
        Fact("开始时间", _at(job.started_at)),
        Fact("结束时间", _at(job.finished_at)),
        Fact("执行者", job.leased_by or "无"),
    ]
    return [*found, Fact("原因", job.error)] if job.error else found


def _at(moment: Any) -> str:
    return f"{moment.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}" if moment else "—"


urlpatterns = [
    path("jobs/", JOBS.view, name="jobs"),
    path("jobs/workers/", WORKERS.view, name="workers"),
    path("jobs/<int:pk>/", show_job, name="job"),
    path("jobs/<int:pk>/change/", change_job, name="job_change"),
]
