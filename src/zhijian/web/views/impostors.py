"""假冒线索: what the public reported, for those who look into it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.directory import actions
from zhijian.directory.models import ImpostorReport
from zhijian.ledger import policy
from zhijian.people.encryption import masked
from zhijian.people.models import User
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import Cell, Choice, Column, Dates, Listing, Quick, Subtree, Text
from zhijian.web.menu import keeping
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.organizations import history

State = ImpostorReport.State
TONES = {State.NEW: "amber", State.IMPOSTOR: "red", State.GENUINE: "green", State.UNCLEAR: ""}


def _name(row: ImpostorReport) -> Cell:
    return Cell(row.name or row.link[:60], note=row.number, url=reverse("impostor", args=(row.pk,)))


IMPOSTORS = Listing(
    name="impostors",
    title="假冒线索",
    unit="条",
    model=ImpostorReport,
    rows=lambda request: ImpostorReport.objects.visible_to(request.user).select_related(
        "organization"
    ),
    columns=(
        Column("name", "账号", _name, phone="name", is_fixed=True),
        Column("claims", "冒充的单位", lambda row: row.claims, wraps=True),
        Column("unit", "核实单位", lambda row: row.organization.name, phone="hide"),
        Column(
            "state", "状态", lambda row: Cell(row.get_state_display(), tag=TONES[State(row.state)])
        ),
        Column("at", "报告时间", lambda row: row.at, sort="at"),
    ),
    filters=(
        Text("q", "账号、编号", ("name__contains", "number", "link__contains")),
        Choice("state", "状态", State.choices),
        Subtree("unit", "单位", "organization"),
        Dates("at", "报告日期", "at__date"),
    ),
    quick=(Quick("new", "待核实", lambda rows, request: rows.filter(state=State.NEW)),),
    may=keeping,
    empty="还没有收到假冒线索。公众可以在公开名录里报告。",
)


class SettleForm(forms.Form):
    """What came of it."""

    state = forms.ChoiceField(
        label="核实结果",
        choices=[(value, label) for value, label in State.choices if value != State.NEW],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(label="核实和处理情况", max_length=300, widget=forms.Textarea)


@login_required
@require_http_methods(["GET", "HEAD"])
def impostor(request: HttpRequest, pk: int) -> HttpResponse:
    """One report."""
    user: User = request.user  # type: ignore[assignment]
    row = get_object_or_404(
        ImpostorReport.objects.visible_to(user).select_related("organization", "settled_by"), pk=pk
    )
    keeps = policy.keeps(user, row.organization)
    contact = Fact("联系方式", masked(row.contact) or "（没有留）")
    if row.contact and keeps:
        contact = Fact(
            "联系方式",
            masked(row.contact),
            action_label="查看",
            action_url=reverse("impostor_contact", args=(pk,)),
        )
    facts = [
        Fact("账号名称", row.name or "（没有写）"),
        Fact("链接或账号ID", row.link),
        Fact("冒充的单位", row.claims or "（没有写）"),
        Fact("核实单位", row.organization.name),
        Fact("报告时间", row.at),
        contact,
    ]
    if row.settled_at:
        facts += [Fact("处理情况", row.outcome), Fact("处理时间", row.settled_at)]
    context: dict[str, Any] = {
        "heading": f"假冒线索 {row.number}",
        "crumbs": [Crumb("假冒线索", reverse("impostors")), Crumb(row.number)],
        "tag": Tag(row.get_state_display(), TONES[State(row.state)]),
        "report": row,
        "facts": facts,
        "may_settle": keeps and row.state == State.NEW,
        "moments": history(row),
    }
    return page(request, "impostors/impostor.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a report."""
    user: User = request.user  # type: ignore[assignment]
    row = get_object_or_404(ImpostorReport.objects.visible_to(user), pk=pk)
    allowed(policy.require_keeper, user, row.organization, to="处理假冒线索")
    here = reverse("impostor", args=(pk,))
    spec = FormPage(
        heading=f"核实线索 {row.number}",
        crumbs=[Crumb("假冒线索", reverse("impostors")), Crumb(row.number, here), Crumb("核实")],
        form=SettleForm(request.POST or None),
        submit="提交",
        cancel=here,
    )

    def run(fields: dict[str, Any]) -> HttpResponse:
        actions.settle_report(row, fields["state"], by=user, outcome=fields["outcome"])
        messages.success(request, "已登记核实结果。")
        return redirect(here)

    return answer(request, spec, run)


class ReasonForm(forms.Form):
    """Why a contact is opened."""

    reason = forms.CharField(label="查看的理由", max_length=200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact of who reported, opened with a reason that the record keeps."""
    user: User = request.user  # type: ignore[assignment]
    row = get_object_or_404(ImpostorReport.objects.visible_to(user).exclude(contact=""), pk=pk)
    allowed(policy.require_keeper, user, row.organization, to="查看联系方式")
    here = reverse("impostor", args=(pk,))
    spec = FormPage(
        heading="查看联系方式",
        crumbs=[Crumb("假冒线索", reverse("impostors")), Crumb(row.number, here), Crumb("查看")],
        form=ReasonForm(request.POST or None),
        submit="查看",
        cancel=here,
        sub="查看会留下记录。",
    )

    def run(fields: dict[str, Any]) -> HttpResponse:
        shown = actions.open_contact(row, by=user, reason=fields["reason"])
        context = {"heading": "联系方式", "crumbs": spec.crumbs, "shown": shown, "back": here}
        return page(request, "impostors/contact.html", context)

    return answer(request, spec, run)


urlpatterns = [
    path("impostors/", IMPOSTORS.view, name="impostors"),
    path("impostors/<int:pk>/", impostor, name="impostor"),
    path("impostors/<int:pk>/settle/", settle, name="impostor_settle"),
    path("impostors/<int:pk>/contact/", contact, name="impostor_contact"),
]
