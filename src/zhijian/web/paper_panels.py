"""The papers that an account, a case or a unit may want printed: a card on its page."""

from collections.abc import Iterable

from django.urls import reverse

from zhijian.cases.models import Case
from zhijian.core.forms.model import Form
from zhijian.ledger.models import Account
from zhijian.papers.books import forms, places_of
from zhijian.papers.models import Paper
from zhijian.papers.subjects import Subject, subject_of
from zhijian.people.models import Organization, User
from zhijian.web.panels import Panel

EVENTS_OF = {
    "opening": ("OPEN", "RETAIN"),
    "retrofiling": ("OPEN",),
    "changing": ("CHANGE", "SPONSOR"),
    "ending": ("CLOSE", "DEREGISTER", "MERGE"),
    "handover": ("HANDOVER", "STAFF"),
    "refiling": ("STAFF",),
    "rectification": ("RECTIFY",),
    "review": ("REVIEW",),
    "site_offline": ("OFFLINE",),
}
"""The events of forms that a process brings about."""
OF_ACCOUNTS = {*EVENTS_OF["opening"], *EVENTS_OF["changing"], *EVENTS_OF["ending"]}
OF_UNITS = {"INVENTORY", "STAFF", "ANNUAL"}
MOST = 8


def account_papers(user: User, account: Account) -> Panel | None:
    """The forms of the place that are filled from an account."""
    places = places_of(account.organization)
    found = [form for form in forms().of_place(*places) if OF_ACCOUNTS & set(form.events)]
    return _panel(subject_of(account, "account"), found)


def case_papers(user: User, case: Case) -> Panel | None:
    """The forms of the place that the case's process asks for."""
    places = places_of(case.organization)
    found = [
        form
        for event in EVENTS_OF.get(case.process, ())
        for form in forms().for_event(event, *places)
    ]
    return _panel(subject_of(case, "case"), {form.id: form for form in found}.values())


def unit_papers(unit: Organization) -> Panel | None:
    """The forms of the place that are filled from a unit alone."""
    found = [form for form in forms().of_place(*places_of(unit)) if OF_UNITS & set(form.events)]
    return _panel(subject_of(unit, "unit"), found)


def _panel(subject: Subject, found: Iterable[Form]) -> Panel | None:
    chosen = list(found)[:MOST]
    if not chosen:
        return None
    rows = Paper.objects.filter(subject=subject.code, form__in=[form.id for form in chosen])
    printed = dict(rows.order_by("pk").values_list("form", "number"))
    lines = [
        {
            "title": form.short_title or form.title,
            "url": reverse("paper", args=(form.id, subject.code)),
            "is_inferred": form.is_inferred,
            "number": printed.get(form.id, ""),
        }
        for form in chosen
    ]
    return Panel(
        "表单",
        "papers/panel.html",
        {"lines": lines},
        more_label="全部表单",
        more_url=reverse("papers"),
        is_side=True,
    )
