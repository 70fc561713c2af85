"""操作记录: the auditor's list, one entry, one object, verification, daily heads, evidence."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, register_converter, reverse
from django.urls.converters import get_converters
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.audit.actions import ask_verification, note_list_export
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.journal.canonical import ALGORITHMS
from zhijian.journal.models import DailyHead, Entry, Verification
from zhijian.journal.telling import SYSTEM
from zhijian.journal.words import action_words, actions, data_labels, data_words, object_words
from zhijian.web.journal_forms import VerifyForm
from zhijian.web.listing import Cell, Choice, Column, Dates, HeadAction, Listing, RowAction, Text
from zhijian.web.menu import officer
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag

is_auditor = officer("audit")
SHOWN = 20
TONES = {"waiting": "blue", "sound": "green", "broken": "red"}


class DayConverter:
    """A day in an address: 2026-11-20."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> Any:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007

    def to_url(self, value: Any) -> str:
        return f"{value:%Y-%m-%d}"


if "day" not in get_converters():
    register_converter(DayConverter, "day")


def auditors_only(view: Any) -> Any:
    """A page of the auditor; to anybody else it does not exist."""

    def guarded(request: HttpRequest, **where: Any) -> HttpResponseBase:
        if not is_auditor(request.user):
            raise Http404
        return view(request, **where)

    return login_required(guarded)


def _object_url(entry: Entry) -> str:
    return reverse("journal_object", args=(entry.subject_type, entry.subject_id))


def _entry_url(entry: Entry) -> str:
    return reverse("journal_entry", args=(entry.seq,))


def _subject(entry: Entry) -> Cell:
    return Cell(
        entry.subject_name or entry.subject_id,
        note=object_words(entry.subject_type),
        url=_object_url(entry),
    )


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return sorted(actions().items(), key=lambda item: item[1])


def _rows(request: HttpRequest) -> QuerySet[Entry]:
    return Entry.objects.visible_to(request.user).select_related("organization")


JOURNAL = Listing(
    name="journal",
    title="操作记录",
    model=Entry,
    rows=_rows,
    columns=(
        Column("seq", "序号", lambda e: Cell(str(e.seq), url=_entry_url(e)), is_fixed=True),
        Column("at", "时间", lambda e: e.at),
        Column("who", "办理人", lambda e: e.actor_name or SYSTEM),
        Column("action", "事项", lambda e: action_words(e.action), phone="name"),
        Column("subject", "对象", _subject, wraps=True),
        Column("unit", "单位", lambda e: e.organization and e.organization.name),
        Column("remark", "意见", lambda e: e.remark, wraps=True, phone="hide"),
        Column("data", "内容", lambda e: data_words(e.data), is_hidden=True, wraps=True),
        Column("address", "来源地址", lambda e: e.address, is_hidden=True),
        Column("digest", "摘要", lambda e: e.digest, is_hidden=True, wraps=True),
    ),
    filters=(
        Dates("at", "日期", "at", is_moment=True),
        Text("who", "办理人", ("actor_name__contains",)),
        Choice("action", "事项", _kinds),
        Text("q", "对象名称、编号", ("subject_name__contains", "subject_id")),
        Text("unit", "单位", ("organization__name__contains",)),
    ),
    actions=(RowAction("全程", _object_url),),
    head=lambda request: (
        HeadAction("日链头", reverse("journal_heads")),
        HeadAction("出具证据包", reverse("journal_evidence")),
        HeadAction("核验", reverse("journal_verify"), is_primary=True),
    ),
    may=is_auditor,
    on_export=lambda request, rows: note_list_export(rows, by=request.user),
    empty="还没有记录。",
)

HEADS = Listing(
    name="journal_heads",
    title="日链头",
    model=DailyHead,
    rows=lambda request: DailyHead.objects.all(),
    columns=(
        Column(
            "day",
            "日期",
            lambda h: Cell(f"{h.day:%Y-%m-%d}", url=reverse("journal_head", args=(h.day,))),
            sort="day",
            phone="name",
            is_fixed=True,
        ),
        Column("count", "当日条数", lambda h: h.count, is_number=True),
        Column("seq", "链头序号", lambda h: h.seq, is_number=True),
        Column("algorithm", "算法", lambda h: ALGORITHMS.get(h.algorithm, "")),
        Column("digest", "链头摘要", lambda h: h.digest, wraps=True),
    ),
    filters=(Dates("day", "日期", "day"),),
    order="-day",
    unit="天",
    actions=(RowAction("打印", lambda h: reverse("journal_head", args=(h.day,))),),
    may=is_auditor,
    empty="还没有日链头。每天零点五分生成前一天的。",
    extra=lambda request: {"crumbs": crumbs("日链头")},
)


def crumbs(*names: str) -> tuple[Crumb, ...]:
    """The way to a page below the list."""
    return (Crumb("操作记录", reverse("journal")), *(Crumb(name) for name in names))


@auditors_only
@require_GET
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with everything that its digest covers."""
    rows = Entry.objects.visible_to(request.user).select_related("organization")
    found = get_object_or_404(rows, seq=seq)
    labels = data_labels()
    context = {
        "heading": f"第 {found.seq} 条：{action_words(found.action)}",
        "crumbs": crumbs(f"第 {found.seq} 条"),
        "facts": [
            Fact("时间", found.at.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M:%S")),
            Fact("办理人", found.actor_name or SYSTEM),
            Fact("事项", f"{action_words(found.action)}（{found.action}）"),
            Fact("对象", found.subject_name, _object_url(found)),
            Fact("对象类型", object_words(found.subject_type)),
            Fact("单位", found.organization.name if found.organization else ""),
            Fact("意见", found.remark),
            Fact("来源地址", found.address),
        ],
        "data": [Fact(labels.get(name, name), _plain(value)) for name, value in found.data.items()],
        "proof": [
            Fact("算法", ALGORITHMS.get(found.algorithm, found.algorithm)),
            Fact("上一条摘要", found.previous),
            Fact("本条摘要", found.digest),
            Fact("同一对象的上一条", found.subject_previous or "无"),
        ],
    }
    return page(request, "journal/entry.html", context)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{name}：{_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(_plain(inner) for inner in value)
    return "" if value is None else str(value)


@auditors_only
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """What the last verifications found, and the form that asks for another."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_verification(by=request.user, printed=form.cleaned_data["printed"])
        except Refused as refusal:
            form.add_error("printed", str(refusal))
        else:
            messages.success(request, "已开始核验全部留痕，结果出在下面，请稍候刷新。")
            return redirect("journal_verify")
    rows = Verification.objects.select_related("asked_by__person")[:SHOWN]
    context = {
        "heading": "核验留痕",
        "crumbs": crumbs("核验留痕"),
        "form": form,
        "rows": [(row, Tag(row.get_state_display(), TONES[row.state])) for row in rows],
        "system": SYSTEM,
    }
    return page(
        request, "journal/verify.html", context, "results", status=422 if form.errors else 200
    )


@auditors_only
@require_GET
def head(request: HttpRequest, day: Any) -> HttpResponse:
    """The head of one day, to be printed and signed."""
    found = get_object_or_404(DailyHead, pk=day)
    context = {
        "heading": f"{day.year} 年 {day.month} 月 {day.day} 日留痕链头",
        "crumbs": (
            *crumbs()[:1],
            Crumb("日链头", reverse("journal_heads")),
            Crumb(f"{found.day:%Y-%m-%d}"),
        ),
        "head": found,
        "algorithm": ALGORITHMS.get(found.algorithm, ""),
        "groups": [found.digest[at : at + 8] for at in range(0, 64, 8)],
        "office": options().office_name,
    }
    return page(request, "journal/head.html", context)


urlpatterns = [
    path("journal/", JOURNAL.view, name="journal"),
    path("journal/entries/<int:seq>/", entry, name="journal_entry"),
    path("journal/verify/", verify, name="journal_verify"),
    path("journal/heads/", HEADS.view, name="journal_heads"),
    path("journal/heads/<day:day>/", head, name="journal_head"),
]
