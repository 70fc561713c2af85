"""Pages of many rows: the menu of an account, its links, the followers of many accounts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import actions, policy
from zhijian.ledger.actions.menus import menus_seen
from zhijian.ledger.menus import level_limit
from zhijian.ledger.models import Account
from zhijian.people.models import User
from zhijian.web.account_grids import (
    BLANK_ROWS,
    LinksForm,
    ManyFollowersForm,
    MenuRow,
    rows_of,
    rows_sent,
)
from zhijian.web.form_page import allowed
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.views.account_acts import GET_OR_POST, kept_account
from zhijian.web.views.accounts import crumbs_of

AT_ONCE = 50
"""Accounts on one page of counts."""


@login_required
@GET_OR_POST
def menus(request: HttpRequest, pk: int) -> HttpResponse:
    """The menu as a grid: every row an item, empty rows left out, the order by its numbers."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="修改菜单")
    items = list(account.menu_items.order_by("order", "pk"))
    version, rows, faults = menus_seen(account), rows_of(items), []
    if request.method == "POST":
        rows = rows_sent(request.POST)
        version = request.POST.get("version", "")[:64]
        if "more" in request.POST:
            rows = _with_blanks(rows)
        else:
            lines = [row.line for row in rows if not row.is_blank]
            try:
                changed = actions.arrange_menus(account, lines, by=user, seen=version)
            except Refused as refusal:
                faults = [str(refusal), *refusal.lines]
            else:
                said = f"菜单已保存，改动 {changed} 项。" if changed else "菜单没有改动。"
                messages.success(request, said)
                return redirect("account", pk=pk)
    context = {
        "heading": "编辑菜单",
        "sub": f"{account}，每行一个菜单项；删去整行文字即删除，按“次序”的数字排列",
        "crumbs": [*crumbs_of(account), Crumb("编辑菜单")],
        "rows": rows,
        "faults": faults,
        "version": version,
        "levels": level_limit(account),
        "cancel": reverse("account", args=(pk,)),
    }
    return page(request, "ledger/menu_grid.html", context, status=422 if faults else 200)


def _with_blanks(rows: list[MenuRow]) -> list[MenuRow]:
    """The rows as typed, numbered anew, and more blank ones."""
    kept = [row.values for row in rows]
    empty = dict.fromkeys(kept[0], "") if kept else rows_of([])[0].values
    return [MenuRow(n, values) for n, values in enumerate([*kept, *[empty] * BLANK_ROWS])]


@login_required
@GET_OR_POST
def check_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Which links of the menu worked, all on one page."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="登记链接查看结果")
    items = account.menu_items.exclude(link="").order_by("order", "pk")
    form = LinksForm(request.POST or None, items=items, initial={"seen_on": clock.today()})
    if form.is_valid():
        try:
            seen = actions.see_links(
                account, by=user, seen_on=form.cleaned_data["seen_on"], works=form.works()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记 {seen} 个链接的查看结果。")
            return redirect("account", pk=pk)
    context = {
        "heading": "登记链接查看结果",
        "sub": f"{account}，逐个点开链接后选择；没有点开的留在“未查看”",
        "crumbs": [*crumbs_of(account), Crumb("登记链接查看结果")],
        "form": form,
        "cancel": reverse("account", args=(pk,)),
    }
    return page(request, "ledger/link_grid.html", context, status=422 if form.errors else 200)


@login_required
@GET_OR_POST
def followers(request: HttpRequest) -> HttpResponse:
    """The counts of many accounts: those of ``?id=``, else those not looked at for longest."""
    user: User = request.user  # type: ignore[assignment]
    if not policy.keeps_any(user):
        allowed(policy.require_keeper, user, user.organization, to="登记关注量")
    accounts, is_chosen = _to_count(request, user)
    form = ManyFollowersForm(
        request.POST or None, accounts=accounts, initial={"seen_on": clock.today()}
    )
    if form.is_valid():
        try:
            number = actions.see_followers_of(
                form.counts(), by=user, seen_on=form.cleaned_data["seen_on"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记 {number} 个账号的关注量。")
            return redirect("accounts")
    what = "勾选的账号" if is_chosen else f"最久没有登记的账号，每次最多 {AT_ONCE} 个"
    context = {
        "heading": "登记关注量",
        "sub": f"{what}；只填看过的，空着的不改，可以写 86420 或 8.6万",
        "crumbs": [Crumb("账号台账", address("accounts")), Crumb("登记关注量")],
        "form": form,
        "cancel": address("accounts"),
    }
    return page(request, "ledger/followers_grid.html", context, status=422 if form.errors else 200)


def _to_count(request: HttpRequest, user: User) -> tuple[list[Account], bool]:
    rows: Any = Account.objects.filter(organization__in=policy.kept_by(user).values("pk"))
    rows = rows.select_related("organization").defer("introduction", "operator_phone")
    if request.method == "POST":
        names = [name.removeprefix("count-") for name in request.POST if name.startswith("count-")]
        ids = [int(n) for n in names if n.isascii() and n.isdecimal() and len(n) < 19]
        return list(rows.filter(pk__in=ids[: AT_ONCE * 4]).order_by("name", "pk")), True
    if ids := _asked_for(request):
        return list(rows.filter(pk__in=ids).order_by("name", "pk")), True
    oldest = rows.live().order_by(F("followers_on").asc(nulls_first=True), "pk")
    return list(oldest[:AT_ONCE]), False


def _asked_for(request: HttpRequest) -> list[int]:
    texts = request.GET.getlist("id")[: AT_ONCE * 4]
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


urlpatterns = [
    path("accounts/followers/", followers, name="followers"),
    path("accounts/<int:pk>/menus/", menus, name="account_menus"),
    path("accounts/<int:pk>/links/", check_links, name="check_links"),
]
