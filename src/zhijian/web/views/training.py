"""The sign-in sheet of a training: filled in unit by unit, and printed to be signed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.keeping.actions.attendance import sign_in
from zhijian.keeping.models import Attendance, TrainingSession
from zhijian.ledger import policy
from zhijian.people.models import Organization, Person, User
from zhijian.web.choosing import row_field
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.keeping_forms import NoForm, SheetForm
from zhijian.web.page import page
from zhijian.web.parts import Crumb

BLANK_LINES = 12
"""Empty lines under the names of a printed sheet."""
FEW_UNITS = 400


def session_of(request: HttpRequest, pk: int) -> TrainingSession:
    """A training this person may see; 404 otherwise."""
    rows = TrainingSession.objects.visible_to(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _home(session: TrainingSession) -> str:
    return reverse("register_row", args=("training_sessions", session.pk))


def _crumbs(session: TrainingSession, last: str) -> list[Crumb]:
    listed = reverse("register", args=("training_sessions",))
    return [Crumb("培训场次", listed), Crumb(session.topic, _home(session)), Crumb(last)]


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of a unit came; which unit stands in the address."""
    user: User = request.user  # type: ignore[assignment]
    session = session_of(request, pk)
    allowed(policy.require_keeper, user, session.organization, to="登记签到")
    unit = _unit(request, session)
    if unit is None:
        return _which(request, session)
    form = SheetForm(request.POST or None, **_known(session, unit))

    def run(_: dict[str, Any]) -> HttpResponse:
        came = sign_in(session, unit, form.names(), by=user)
        messages.success(request, f"{unit}到场 {came} 人，已登记。")
        return redirect(_home(session))

    spec = FormPage(
        heading=f"{unit}签到",
        crumbs=_crumbs(session, "填写签到"),
        form=form,
        submit="保存",
        cancel=_home(session),
        sub=f"{session.topic}，{session.held_on}",
        hint="有人到场的单位，培训记录随之登记",
    )
    return answer(request, spec, run)


def _known(session: TrainingSession, unit: Organization) -> dict[str, Any]:
    """The unit's staff on the day, and what the sheet says so far."""
    serving = Person.objects.serving(session.held_on).filter(organization=unit)
    staff = list(serving.order_by("name", "pk").values_list("name", flat=True)[:300])
    rows = Attendance.objects.filter(session=session, organization=unit, is_present=True)
    came = list(rows.order_by("pk").values_list("name", flat=True))
    others = "\n".join(name for name in came if name not in staff)
    shown = {"came": [name for name in came if name in staff], "others": others}
    return {"staff": staff, "initial": shown}


def _unit(request: HttpRequest, session: TrainingSession) -> Organization | None:
    """The unit of the address; the one that holds the training if it has nobody below."""
    asked = request.GET.get("unit", "")
    units = Organization.objects.known_to(request.user)
    if not asked:
        few = Organization.objects.under(session.organization)
        return session.organization if few.count() <= 1 else None
    if not asked.isdecimal() or len(asked) > 11:
        raise Http404
    return get_object_or_404(units, pk=int(asked))


def _which(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Ask for the unit first."""
    units = Organization.objects.known_to(request.user).existing(clock.today()).order_by("name")
    form = NoForm(request.POST if request.method == "POST" else None)
    form.fields["unit"] = row_field(units, label="哪个单位的人")

    def run(told: dict[str, Any]) -> HttpResponse:
        return redirect(f"{request.path}?unit={told['unit'].pk}")

    spec = FormPage(
        heading="填写签到",
        crumbs=_crumbs(session, "填写签到"),
        form=form,
        submit="下一步",
        cancel=_home(session),
        sub=f"{session.topic}，{session.held_on}",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on paper: who is expected, and empty lines."""
    session = session_of(request, pk)
    rows = Attendance.objects.filter(session=session).select_related("organization")
    context = {
        "heading": "培训签到表",
        "crumbs": _crumbs(session, "打印签到表"),
        "session": session,
        "rows": rows.order_by("organization__name", "pk"),
        "blank": range(BLANK_LINES),
    }
    return page(request, "keeping/sheet.html", context)


urlpatterns = [
    path("training/<int:pk>/sheet/", sheet, name="training_sheet"),
    path("training/<int:pk>/print/", printed, name="training_print"),
]
