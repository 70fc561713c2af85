"""One account: what it is, whose it is, what was seen of it, and its record."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.ledger.models import Account
from zhijian.ledger.platforms import title_of
from zhijian.people.models import User
from zhijian.web.account_panels import actions_of, panels_of
from zhijian.web.account_rows import STATE_TONES, is_guided
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Tag
from zhijian.web.views.organizations import history


def account_of(request: HttpRequest, pk: int) -> Account:
    """An account that this person may see; 404 otherwise."""
    rows = Account.objects.visible_to(request.user).select_related("organization")
    found: Account = get_object_or_404(rows, pk=pk)
    return found


def crumbs_of(account: Account, *, last: bool = False) -> list[Crumb]:
    """The way to an account; ``last`` if the page is its own."""
    own = "" if last else reverse("account", args=(account.pk,))
    return [Crumb("账号台账", address("accounts")), Crumb(account.name, own)]


@login_required
@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one account."""
    user: User = request.user  # type: ignore[assignment]
    found = account_of(request, pk)
    panels, side_panels = panels_of(user, found)
    context = {
        "heading": found.name,
        "crumbs": crumbs_of(found, last=True),
        "account": found,
        "tags": tags_of(found),
        "sub": f"{title_of(found.platform)}，{found.organization}",
        "actions": actions_of(user, found),
        "panels": panels,
        "side_panels": side_panels,
        "moments": history(found),
    }
    return page(request, "ledger/account.html", context)


def tags_of(found: Account) -> list[Tag]:
    """Its state, and what else decides how it is treated."""
    tags = [Tag(found.get_state_display(), STATE_TONES[found.state])]
    if found.state in ("operating", "suspended") and not found.is_filed:
        tags.append(Tag("未备案" if found.is_filed is False else "是否备案不清楚", "amber"))
    if is_guided(found):
        tags.append(Tag("行业指导，不计入", "blue"))
    return tags


urlpatterns = [path("accounts/<int:pk>/", account, name="account")]
