"""The register of exceptions: the list, one of them, registering and revoking."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.journal.words import action_words
from zhijian.law.actions import register_grant, revoke_grant
from zhijian.law.books import rulebooks
from zhijian.law.models import Grant
from zhijian.law.policy import may_keep_grants, supervising_offices
from zhijian.people.models import Organization
from zhijian.web.law_forms import GrantForm, RevokeForm, rules_by_subject
from zhijian.web.listing.columns import Cell, Column
from zhijian.web.listing.declared import HeadAction, Quick, RowAction
from zhijian.web.listing.filters import Choice, Dates, Subtree, Text
from zhijian.web.listing.listing import Listing
from zhijian.web.menu import working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Moment, Tag

TONES = {"有效": "green", "尚未开始": "blue", "已到期": "", "已撤销": "red"}


def _rule_title(key: str) -> str:
    rule = rulebooks().rules.get(key)
    return rule.title if rule else key


def _state(grant: Grant) -> Cell:
    state = grant.state_on(clock.today())
    return Cell(state, tag=TONES[state])


def _rows(request: HttpRequest) -> QuerySet[Grant]:
    return Grant.objects.visible_to(request.user).select_related("organization")


def _rules_used(request: HttpRequest) -> list[tuple[str, str]]:
    used = Grant.objects.visible_to(request.user).order_by("rule").values_list("rule", flat=True)
    return [(key, _rule_title(key)) for key in used.distinct()[:200]]


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    if not supervising_offices(request.user):
        return ()
    return (HeadAction("登记例外", reverse("exception_new"), "plus", is_primary=True),)


LISTING = Listing(
    name="exceptions",
    title="例外登记",
    model=Grant,
    rows=_rows,
    unit="件",
    label=str,
    columns=(
        Column(
            "subject",
            "对象",
            lambda g: Cell(g.subject, note=g.number, url=reverse("exception", args=(g.pk,))),
            phone="name",
            is_fixed=True,
            export=lambda g: g.subject,
        ),
        Column("number", "批准文号", lambda g: g.number, is_hidden=True),
        Column("organization", "单位", lambda g: g.organization.name),
        Column("rule", "规则", lambda g: _rule_title(g.rule), wraps=True),
        Column("approved_by", "批准机关", lambda g: g.approved_by),
        Column("from_on", "起始", lambda g: str(g.from_on)),
        Column("until_on", "截止", lambda g: str(g.until_on), sort="until_on"),
        Column("state", "状态", _state),
        Column("reason", "理由", lambda g: g.reason, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "查找", ("subject__contains", "number__contains", "reason__contains")),
        Subtree("unit", "单位"),
        Choice("rule", "规则", _rules_used, field="rule"),
        Dates("until", "截止日期", "until_on"),
    ),
    quick=(
        Quick("holding", "有效", lambda rows, request: rows.holding()),
        Quick("to_come", "尚未开始", lambda rows, request: rows.to_come()),
        Quick("over", "已到期", lambda rows, request: rows.over()),
        Quick("revoked", "已撤销", lambda rows, request: rows.revoked()),
    ),
    actions=(RowAction("查看", lambda g: reverse("exception", args=(g.pk,))),),
    head=_head,
    may=working,
    empty="没有登记过例外。只有写明“原则上”的规则可以例外，须有理由、批准和截止日期。",
)


@login_required
@require_http_methods(["GET", "POST"])
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    """One exception, what it lifts, and the form that takes it back."""
    rows = Grant.objects.visible_to(request.user)
    grant = get_object_or_404(rows.select_related("organization", "registered_by__person"), pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            revoke_grant(grant, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"例外“{grant.number}”已撤销。")
            return redirect("exception", pk=pk)
    state = grant.state_on(clock.today())
    open_to_end = grant.revoked_on is None and clock.today() <= grant.until_on
    context = {
        "heading": f"例外：{grant.subject}",
        "crumbs": (Crumb("例外登记", reverse("exceptions")), Crumb(grant.number)),
        "grant": grant,
        "tag": Tag(state, TONES[state]),
        "facts": _facts(grant),
        "moments": _moments(grant),
        "form": form if open_to_end and may_keep_grants(request.user, grant.organization) else None,
    }
    status = 422 if form.errors else 200
    return page(request, "exceptions/exception.html", context, status=status)


def _facts(grant: Grant) -> list[Fact]:
    place = grant.organization.place
    known = grant.rule in rulebooks().rules
    facts = [
        Fact("单位", grant.organization.name),
        Fact("对象", grant.subject),
        Fact(
            "规则",
            _rule_title(grant.rule),
            f"{reverse('rule', args=(grant.rule,))}?place={place}" if known else "",
        ),
        Fact("理由", grant.reason),
        Fact("有效期", f"{grant.from_on} 至 {grant.until_on}（含）"),
        Fact("批准机关", grant.approved_by),
        Fact("批准文号", grant.number),
        Fact("批准日期", str(grant.approved_on)),
        Fact("登记", f"{grant.registered_by.name}，{grant.registered_at:%Y-%m-%d}"),
    ]
    if grant.higher_norm:
        facts.insert(3, Fact("上位依据", _norm_title(grant.higher_norm)))
    if grant.revoked_on:
        facts.append(Fact("撤销", f"{grant.revoked_on} 起不再有效：{grant.revoke_reason}"))
    return facts


def _norm_title(name: str) -> str:
    books = rulebooks()
    if name in books.documents:
        return books.documents[name].cited_as
    clause = books.clauses.get(name)
    return f"{books.document(clause.document).cited_as}{clause.locator}" if clause else name


def _moments(grant: Grant) -> list[Moment]:
    return [
        Moment(e.at, e.actor_name or "系统", action_words(e.action), opinion=e.remark)
        for e in Entry.objects.about(grant)[:50]
    ]


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an approved exception."""
    if not supervising_offices(request.user):
        messages.error(
            request, "例外由主管机关的联系人、信息指挥长或负责人登记，请报主管机关办理。"
        )
        return redirect("exceptions")
    form = GrantForm(request.POST or None, **_choices(request))
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        try:
            grant = register_grant(said.pop("organization"), by=request.user, **said)
        except Refused as refusal:
            for line in (str(refusal), *refusal.lines):
                form.add_error(None, line)
        else:
            messages.success(request, f"例外“{grant.number}”已登记，{grant.from_on} 起有效。")
            return redirect("exception", pk=grant.pk)
    context = {
        "heading": "登记例外",
        "crumbs": (Crumb("例外登记", reverse("exceptions")), Crumb("登记例外")),
        "form": form,
    }
    return page(request, "exceptions/new.html", context, status=422 if form.errors else 200)


def _choices(request: HttpRequest) -> dict[str, Any]:
    books = rulebooks()
    own = getattr(request.user.organization, "pk", None)
    units = Organization.objects.visible_to(request.user).existing(clock.today())
    return {
        "organizations": units.exclude(pk=own).order_by("name"),
        "rules": rules_by_subject(books.rules.values()),
        "norms": [(name, document.cited_as) for name, document in books.documents.items()],
    }


urlpatterns = [
    path("exceptions/", LISTING.view, name="exceptions"),
    path("exceptions/new/", register, name="exception_new"),
    path("exceptions/<int:pk>/", exception, name="exception"),
]
