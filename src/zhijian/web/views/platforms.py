"""平台目录: the platforms of the rulebooks, and those that offices added."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.law.carriers import carriers
from zhijian.law.policy import supervising_offices
from zhijian.ledger import actions
from zhijian.ledger.actions.platforms import PLATFORM_FIELDS, require_platform_keeper
from zhijian.ledger.models import OfficePlatform
from zhijian.ledger.registers import choices_of
from zhijian.people.models import Organization, User
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.site_forms import PlatformForm

GET_OR_POST = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def platforms(request: HttpRequest) -> HttpResponse:
    """Every platform that a form offers, with who runs it and how its ids look."""
    user: User = request.user  # type: ignore[assignment]
    offices = supervising_offices(user)
    forms = dict(choices_of("accounts", "media_form"))
    mine = {office.pk for office in offices}
    own = [
        (row, reverse("platform_edit", args=(row.pk,)) if row.organization_id in mine else "")
        for row in OfficePlatform.objects.order_by("title")
    ]
    new = HeadAction("增补平台", reverse("platform_new"), "plus", is_primary=True)
    context = {
        "heading": "平台目录",
        "sub": "登记账号时可以选用的平台；目录里没有的，由主管机关增补",
        "crumbs": [Crumb("账号台账", address("accounts")), Crumb("平台目录")],
        "carriers": [
            (one, forms.get(one.media_form, "")) for one in carriers().account_platforms()
        ],
        "own": own,
        "actions": [new] if offices else [],
    }
    return page(request, "ledger/platforms.html", context)


@login_required
@GET_OR_POST
def platform_new(request: HttpRequest) -> HttpResponse:
    """Add a platform to the catalogue."""
    user: User = request.user  # type: ignore[assignment]
    offices: list[Any] = supervising_offices(user)
    office: Organization | None = offices[0] if offices else user.organization
    allowed(require_platform_keeper, user, office)
    form = PlatformForm(request.POST or None)

    def run(told: dict[str, Any]) -> HttpResponse:
        row = actions.add_platform(office, by=user, **told)  # type: ignore[arg-type]
        messages.success(request, f"“{row}”已加入平台目录。")
        return redirect("platforms")

    return answer(request, _spec("增补平台", form, "增补"), run)


@login_required
@GET_OR_POST
def platform_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an own platform."""
    user: User = request.user  # type: ignore[assignment]
    row = get_object_or_404(OfficePlatform.objects.select_related("organization"), pk=pk)
    allowed(require_platform_keeper, user, row.organization)
    first = {name: getattr(row, name) for name in PLATFORM_FIELDS}
    form = PlatformForm(request.POST or None, is_new=False, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.change_platform(row, by=user, seen=seen(request), **told)
        messages.success(request, f"“{row}”已保存。")
        return redirect("platforms")

    return answer(request, _spec(f"修改{row}", form, "保存", row), run)


def _spec(heading: str, form: Any, submit: str, row: OfficePlatform | None = None) -> FormPage:
    return FormPage(
        heading=heading,
        crumbs=[Crumb("平台目录", reverse("platforms")), Crumb(heading)],
        form=form,
        submit=submit,
        cancel=reverse("platforms"),
        row=row,
        names=PLATFORM_FIELDS,
    )


urlpatterns = [
    path("platforms/", platforms, name="platforms"),
    path("platforms/new/", platform_new, name="platform_new"),
    path("platforms/<int:pk>/edit/", platform_edit, name="platform_edit"),
]
