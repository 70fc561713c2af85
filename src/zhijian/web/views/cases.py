"""办件: opening one, and the page on which one is read and decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases import actions, media
from zhijian.cases.locking import Conflict
from zhijian.cases.models import Attachment, Case, Cosign, Extension
from zhijian.cases.policy import Possibilities, possibilities
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.books import calendar, rulebooks
from zhijian.people.models import Organization, User
from zhijian.web import case_page
from zhijian.web.case_acts import ACTS
from zhijian.web.case_forms import DecideForm, OpenForm, attachment_titles, uploads
from zhijian.web.case_panels import STARTS, panels_of
from zhijian.web.case_rows import left_of
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Difference, Tag
from zhijian.web.views.case_list import url_of


@login_required
@require_GET
def choose_process(request: HttpRequest) -> HttpResponse:
    """Which kind of case to open."""
    if request.user.organization is None:
        raise Http404
    context = {
        "heading": "发起办件",
        "crumbs": (Crumb("办件", reverse("cases")), Crumb("发起办件")),
        "processes": rulebooks().processes.values(),
    }
    return page(request, "cases/choose.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_new(request: HttpRequest, name: str) -> HttpResponse:
    """A new case of one process."""
    books, user = rulebooks(), request.user
    if name not in books.processes or user.organization is None:
        raise Http404
    if (start := address(STARTS.get(name, ""))) != "":
        return redirect(start)
    process = books.processes[name]
    kinds = books.rule(process.kinds_of.rule).kinds.items() if process.kinds_of else ()
    units = Organization.objects.visible_to(user).existing(clock.today()).order_by("name")
    form = OpenForm(
        request.POST or None,
        process=process,
        kinds=list(kinds),
        organizations=units,
        initial={"organization": user.organization, "on": clock.today()},
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            case = actions.open_case(
                name,
                organization=said["organization"],
                title=said["title"],
                by=user,
                data=form.data_of_case(),
                on=said["on"],
                kind=said.get("kind", ""),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已发起 {case.number}，现在是“{case.step_title}”。")
            return redirect("case", pk=case.pk)
    context = {
        "heading": f"发起：{process.title}",
        "crumbs": (
            Crumb("办件", reverse("cases")),
            Crumb("发起办件", reverse("case_new")),
            Crumb(process.title),
        ),
        "process": process,
        "form": form,
    }
    return page(request, "cases/new.html", context, status=422 if form.errors else 200)


def visible_case(request: HttpRequest, pk: int) -> Case:
    """The case, if this person sees it; 404 otherwise."""
    rows = Case.objects.visible_to(request.user).with_names().select_related("rules")
    return get_object_or_404(rows.defer("rules__record"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case, and the form that decides it."""
    found = visible_case(request, pk)
    may = possibilities(found, request.user)
    form = _decide_form(request, found, may)
    conflict = None
    if form is not None and form.is_valid():
        try:
            after = _decide(request, found, form)
        except Conflict as refusal:
            conflict = refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _done_words(form, after))
            return redirect("case", pk=pk)
    elif request.method == "POST" and form is None:
        messages.error(request, _why_not(may) or "这个办件现在不由您办理。")
        return redirect("case", pk=pk)
    if conflict is not None:
        found = visible_case(request, pk)
        may = possibilities(found, request.user)
    context = _context(request.user, found, may, form)
    if conflict is not None and form is not None:
        context |= _clash(found, form)
    status = 409 if conflict else 422 if form is not None and form.errors else 200
    return page(request, "cases/case.html", context, part="decision", status=status)


def _decide_form(request: HttpRequest, found: Case, may: Possibilities) -> DecideForm | None:
    step = found.present
    if step is None or not may.can_act:
        return None
    return DecideForm(
        request.POST or None,
        request.FILES or None,
        offers=may.moves,
        step=step,
        titles=attachment_titles(found.definition),
        initial={"ticked": found.ticked, "move": _only_move(may)},
    )


def _only_move(may: Possibilities) -> str:
    """The one open move, chosen beforehand; where there are several the person chooses."""
    verbs = [offer.move.verb for offer in may.moves if offer.is_open]
    return verbs[0] if len(verbs) == 1 else ""


def _decide(request: HttpRequest, found: Case, form: DecideForm) -> Case:
    said = form.cleaned_data
    return actions.act(
        found,
        said["move"],
        by=request.user,
        opinion=said["opinion"],
        attachments=uploads(said.get("files") or (), said.get("kind", "")),
        ticked=said.get("ticked", ()),
        version=version_of(request),
    )


def version_of(request: HttpRequest) -> int | None:
    """The version of the case that the page showed; None where it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _done_words(form: DecideForm, after: Case) -> str:
    title = dict(form.fields["move"].choices)[form.cleaned_data["move"]]
    return f"已提交“{title}”，本件现在是“{after.step_title}”。"


def _why_not(may: Possibilities) -> str:
    return next((offer.why_not for offer in may.moves if offer.why_not), "")


def _clash(found: Case, form: DecideForm) -> dict[str, Any]:
    moves = dict(form.fields["move"].choices)
    return {
        "clash": {
            "who": found.changed_by_name or case_page.PLATFORM,
            "at": found.changed_at,
            "differences": [
                Difference("办理", found.changed_what, moves.get(form.cleaned_data["move"], "")),
                Difference("环节", found.step_title, ""),
                Difference("意见", "", form.cleaned_data["opinion"]),
            ],
            "form": form,
            "version": found.version,
            "reload_url": url_of(found),
        }
    }


def _context(user: Any, found: Case, may: Possibilities, form: DecideForm | None) -> dict[str, Any]:
    today = clock.today()
    steps = list(found.steps.order_by("number"))
    before, after = case_page.neighbours(found, user)
    light = found.light(today)
    return {
        "heading": found.title,
        "crumbs": (Crumb("办件", reverse("cases")), Crumb(found.number)),
        "case": found,
        "tags": _tags(found, light),
        "light": light,
        "left": left_of(found, today, calendar()),
        "steps": case_page.progress(found, steps, today),
        "facts": case_page.matter(found, steps),
        "panels": panels_of(user, found),
        "opinions": case_page.opinions(found),
        "files": case_page.files(found),
        "moments": case_page.record(found, steps),
        "responsible": case_page.responsible(found),
        "form": form,
        "offers": [offer for offer in may.moves if offer.is_open],
        "closed_offers": [offer for offer in may.moves if not offer.is_open],
        "why_not": _why_not(may) if not may.can_act else "",
        "may_take": not may.why_not_take and found.assignee_id is None,
        "acts": [act for act in ACTS.values() if not act.why_not(may)],
        "not_acts": _not_acts(may) if found.is_open else (),
        "cosigns": found.cosigns.select_related("asked__person").order_by("-pk"),
        "to_answer": Cosign.objects.filter(case=found, asked=user, is_open=True).first(),
        "to_decide": _extension(found, user),
        "previous_url": before,
        "next_url": after,
        "may_drop": not may.why_not_cosign,
    }


def _extension(found: Case, user: User) -> Extension | None:
    asked = found.extensions.filter(state=Extension.State.ASKED)
    return asked.select_related("asked_by__person", "office").exclude(asked_by=user).first()


def _tags(found: Case, light: Any) -> list[Tag]:
    tags = [Tag(found.process_title, "blue"), Tag(found.step_title)]
    tone = {"red": "red", "amber": "amber", "green": "green"}.get(light.colour, "")
    words = left_of(found, clock.today(), calendar()).words
    return [*tags, Tag(words, tone)] if found.is_open else tags


def _not_acts(may: Possibilities) -> list[tuple[str, str]]:
    return [(act.label, act.why_not(may)) for act in ACTS.values() if act.why_not(may)]


@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """办理单: the case on paper."""
    found = visible_case(request, pk)
    steps = list(found.steps.select_related("by__person", "desk").order_by("number"))
    context = {
        "heading": "办理单",
        "crumbs": (
            Crumb("办件", reverse("cases")),
            Crumb(found.number, url_of(found)),
            Crumb("办理单"),
        ),
        "case": found,
        "facts": case_page.matter(found, steps),
        "visits": [
            (step, [o for o in found.opinions.all() if o.step_id == step.pk]) for step in steps
        ],
        "files": case_page.files(found),
        "printed_at": clock.now(),
    }
    return page(request, "cases/sheet.html", context)


@login_required
@require_GET
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The bytes of an attachment, to be saved, never shown."""
    found = visible_case(request, pk)
    row = get_object_or_404(Attachment.objects.filter(case=found), pk=file)
    response = HttpResponse(media.opened(row.digest), content_type=row.media_type)
    for name, value in media.headers_of(row.name, row.media_type).items():
        response[name] = value
    return response


urlpatterns = [
    path("cases/new/", choose_process, name="case_new"),
    path("cases/new/<str:name>/", open_new, name="case_open"),
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/sheet/", sheet, name="case_sheet"),
    path("cases/<int:pk>/files/<int:file>/", attachment, name="case_file"),
]
