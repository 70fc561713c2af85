"""Taking a site offline: the application or report, and what its steps note."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.cases import policy as case_policy
from zhijian.config import clock
from zhijian.ledger import policy
from zhijian.ledger.actions import offline as actions
from zhijian.ledger.life.offline import ASKED_AT, TITLES, said_of, site_of
from zhijian.ledger.life.place_rules import held
from zhijian.ledger.models import Site
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.menu import address
from zhijian.web.parts import Crumb, Fact
from zhijian.web.views.cases import visible_case
from zhijian.web.views.life_steps import crumbs

GET_OR_POST = require_http_methods(["GET", "POST"])
LABELS = {
    "approved_by": "批准机关",
    "approved_on": "批准日期",
    "from_on": "下线日期",
    "reported_on": "逐级报备日期",
    "until_on": "恢复日期",
    "migrated_on": "迁移完成日期",
    "national_updated_on": "全国系统更新日期",
}


class AskForm(forms.Form):
    """Why, from when and until when."""

    kind = forms.ChoiceField(label="类型", choices=TITLES.items(), widget=forms.RadioSelect)
    from_on = forms.DateField(label="下线日期")
    until_on = forms.DateField(label="预计恢复日期", required=False, help_text="临时下线的填写")
    reason = forms.CharField(
        label="下线原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
    columns = 2


class NoteForm(forms.Form):
    """What the present step asks for."""

    columns = 2

    def __init__(self, *args: Any, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            wanted = name != "national_updated_on"
            self.fields[name] = (
                forms.CharField(label=LABELS[name], max_length=120)
                if name == "approved_by"
                else forms.DateField(label=LABELS[name], required=wanted)
            )


@login_required
@GET_OR_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply that a site go offline, or report that it had to."""
    rows = Site.objects.visible_to(request.user).select_related("organization")
    site: Site = get_object_or_404(rows, pk=pk)
    allowed(policy.require_keeper, request.user, site.organization, to="申请网站下线")
    first = {"from_on": clock.today(), "kind": "TEMPORARY"}
    form = AskForm(request.POST or None, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        case = actions.ask_offline(site, told.pop("kind"), by=request.user, **told)
        messages.success(request, f"已发起 {case.number}，现在是“{case.step_title}”。")
        return redirect("case", pk=case.pk)

    spec = FormPage(
        heading=f"网站下线：{site}",
        crumbs=[
            Crumb("网站台账", address("sites")),
            Crumb(site.name, address("site", site.pk)),
            Crumb("网站下线"),
        ],
        form=form,
        submit="提交",
        cancel=address("site", site.pk),
        sub="临时下线先批后停，紧急关停边停边报，永久下线先迁移后公告",
        template="life/ask.html",
        more={"facts": _rules(site), "tags": []},
    )
    return answer(request, spec, run)


def _rules(site: Site) -> list[Fact]:
    today, unit, found = clock.today(), site.organization, []
    for rule, label, suffix in (
        ("sites.offline_max_per_year", "每年次数", "次"),
        ("sites.offline_max_days", "每次天数", "天"),
    ):
        if (one := held(unit, rule, today)) is not None:
            found.append(Fact(label, f"至多 {one.amount} {suffix}（{one.basis}）"))
    if (approver := held(unit, "sites.offline_approver", today)) is not None:
        found.append(Fact("批准机关", f"{approver.text}（{approver.basis}）"))
    if (days := held(unit, "sites.migration_notice_days", today)) is not None:
        found.append(Fact("迁移公告", f"至少 {days.amount} 天（{days.basis}）"))
    return found


@login_required
@GET_OR_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the present step of an absence asks for."""
    case = visible_case(request, pk)
    if site_of(case) is None or not case.is_open or case.step not in ASKED_AT:
        raise Http404
    allowed(case_policy.require_handler, case, request.user)
    said = said_of(case)
    names = ASKED_AT[case.step]
    first = {name: said.get(name) for name in names}
    form = NoteForm(request.POST or None, names=names, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.note_offline(case, by=request.user, **told)
        messages.success(request, "下线情况已保存。")
        return redirect("case", pk=pk)

    spec = FormPage(
        heading=f"下线情况：{case.title}",
        crumbs=crumbs(case, "下线情况"),
        form=form,
        submit="保存",
        cancel=reverse("case", args=(pk,)),
        sub=case.step_title,
    )
    return answer(request, spec, run)


urlpatterns = [
    path("sites/<int:pk>/offline/", ask, name="site_offline_new"),
    path("cases/<int:pk>/offline/", note, name="case_offline"),
]
