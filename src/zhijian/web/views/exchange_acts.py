"""What is done with a task: its receipt, a task by hand, files of receipts that come back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.cases.media import Upload
from zhijian.core.refused import Refused
from zhijian.exchange import actions
from zhijian.exchange.books import title_of
from zhijian.exchange.models import Returned, Task
from zhijian.ledger import policy
from zhijian.people.models import Organization, User
from zhijian.web.exchange_forms import ReasonForm, ReceiptForm, ReturnedForm, TaskForm
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.exchange import home, rows_of, task_url

STATES = {"preview": "amber", "recorded": "green", "dropped": ""}
SHOWN_LINES = 500


@login_required
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the receipt of a task."""
    user: User = request.user  # type: ignore[assignment]
    task = get_object_or_404(rows_of(request), pk=pk)
    allowed(policy.require_keeper, user, task.organization, to="登记报送回执")
    form = ReceiptForm(request.POST or None, request.FILES or None)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told.pop("screenshot")
        upload = Upload(file.name, file.read()) if file is not None else None
        actions.record_receipt(task, by=user, screenshot=upload, **told)
        messages.success(request, f"报{task.recipient}的回执已登记。")
        return redirect(task_url(task))

    spec = _page(task, "登记回执", form, "登记")
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a receipt back that was entered by mistake."""
    user: User = request.user  # type: ignore[assignment]
    task = get_object_or_404(rows_of(request), pk=pk)
    allowed(policy.require_keeper, user, task.organization, to="撤回报送回执")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.take_back_receipt(task, by=user, **told)
        messages.success(request, "回执已撤回，这件事重新待报送。")
        return redirect(task_url(task))

    spec = _page(
        task,
        "撤回回执",
        ReasonForm(request.POST or None),
        "撤回回执",
        question="撤回后，备案台账和系统报送里的报送日期、回执编号一并清空，操作记录里留有原来的内容。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a task that was opened by hand."""
    user: User = request.user  # type: ignore[assignment]
    task = get_object_or_404(rows_of(request), pk=pk)
    allowed(policy.require_keeper, user, task.organization, to="取消报送任务")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.drop_task(task, by=user, **told)
        messages.success(request, "任务已取消。")
        return redirect(task_url(task))

    form = ReasonForm(request.POST or None)
    return answer(request, _page(task, "取消任务", form, "取消任务"), run)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A task by hand, for one of the units this person keeps."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_asked(request, user)

    def run(told: dict[str, Any]) -> HttpResponse:
        task = actions.open_task(unit, by=user, **told)
        messages.success(request, "报送任务已登记。")
        return redirect(task_url(task))

    spec = FormPage(
        heading="登记报送任务",
        crumbs=[home(), Crumb("登记任务")],
        form=TaskForm(request.POST or None, unit=unit),
        submit="登记",
        cancel=reverse("exchange"),
        sub=unit.name,
        hint="账号开设、变更、注销的报送由办件自动列出，这里登记其余的报送，如整改情况、补登记。",
    )
    return answer(request, spec, run)


def unit_asked(request: HttpRequest, user: User) -> Organization:
    """The unit a form is for: the one in the address, else the person's own.

    Raises:
        PermissionDenied: this person keeps no unit's registers.
    """
    kept = policy.kept_by(user)
    asked = request.GET.get("unit", "")
    if asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(kept, pk=int(asked))
    own = user.person.organization_id if user.person is not None else None
    unit = kept.filter(pk=own).first() or kept.order_by("pk").first()
    if unit is None:
        raise PermissionDenied("报送由单位的联系人、账号管理员、采编员等岗位办理，您没有担任。")
    return unit


@login_required
@require_http_methods(["GET", "POST"])
def returned_new(request: HttpRequest) -> HttpResponse:
    """Upload a file with receipts."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_asked(request, user)
    form = ReturnedForm(request.POST or None, request.FILES or None, unit=unit)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told["file"]
        found = actions.read_returned(
            unit, told["system"], by=user, content=file.read(), name=file.name, on=told["on"]
        )
        return redirect("exchange_returned", pk=found.pk)

    spec = FormPage(
        heading="读入回执",
        crumbs=[home(), Crumb("读入回执")],
        form=form,
        submit="读入并核对",
        cancel=reverse("exchange"),
        sub=f"{unit}及其下级、所主管的单位的待报送任务",
        hint="先核对再登记，读入时不改动任何任务。",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file of receipts says, row by row, and which task each is."""
    found = _returned(request, pk)
    lines = sorted(found.lines, key=lambda line: bool(line["why"]))
    context = {
        "heading": f"回执文件：{found.file_name}",
        "crumbs": [home(), Crumb("读入回执", reverse("exchange_returned_new")), Crumb("核对")],
        "returned": found,
        "tag": Tag(found.get_state_display(), STATES[found.state]),
        "facts": [
            Fact("系统", title_of(found.system)),
            Fact("范围", f"{found.organization}及其下级、所主管的单位"),
            Fact("表内行数", found.counts.get("rows", 0)),
            Fact("重复行", found.counts.get("repeated", 0)),
            Fact("读不出的行", found.counts.get("refused", 0)),
            Fact("可以登记", found.counts.get("matched", 0)),
        ],
        "lines": lines[:SHOWN_LINES],
        "more": len(lines) - SHOWN_LINES,
        "keeps": policy.keeps(request.user, found.organization),  # type: ignore[arg-type]
    }
    return page(request, "exchange/returned.html", context)


@login_required
@require_POST
def returned_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the receipts of a file, or give it up."""
    user: User = request.user  # type: ignore[assignment]
    found = _returned(request, pk)
    try:
        if "drop" in request.POST:
            actions.drop_returned(found, by=user)
            messages.success(request, "已放弃这个文件，没有登记任何回执。")
        else:
            number = actions.record_returned(found, by=user)
            messages.success(request, f"已登记 {number} 个回执。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_returned", pk=pk)


def _returned(request: HttpRequest, pk: int) -> Returned:
    rows = Returned.objects.visible_to(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)  # type: ignore[no-any-return]


def _page(task: Task, heading: str, form: Any, submit: str, question: str = "") -> FormPage:
    return FormPage(
        heading=heading,
        crumbs=[home(), Crumb(task.title, task_url(task)), Crumb(heading)],
        form=form,
        submit=submit,
        cancel=task_url(task),
        sub=f"{task.title}，报{task.recipient}",
        question=question,
    )


urlpatterns = [
    path("exchange/new/", new, name="exchange_new"),
    path("exchange/returned/", returned_new, name="exchange_returned_new"),
    path("exchange/returned/<int:pk>/", returned, name="exchange_returned"),
    path("exchange/returned/<int:pk>/decide/", returned_decide, name="exchange_returned_decide"),
    path("exchange/<int:pk>/receipt/", receipt, name="exchange_receipt"),
    path("exchange/<int:pk>/take-back/", take_back, name="exchange_take_back"),
    path("exchange/<int:pk>/drop/", drop, name="exchange_drop"),
]
