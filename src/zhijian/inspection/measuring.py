"""Which measures somebody sees, and which one an overdue order would bring next."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.inspection import policy
from zhijian.inspection.ladder import Rung, ladder_of, restricted_words
from zhijian.inspection.models import Measure, Rectification
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization, User
from zhijian.people.roster import book_place

REPEATS = "rectification.repeat_failures"


@dataclass(frozen=True)
class Advice:
    """The next step of the ladder for an order, and why it is offered now."""

    rung: Rung
    why: str


def seen_measures(user: User) -> QuerySet[Measure]:
    """The measures of the units somebody sees.

    What is only proposed is seen by the deciding office alone; so is a transfer to other bodies.
    """
    rows: QuerySet[Measure] = Measure.objects.visible_to(user)
    own = Q(office__in=policy.offices_of(user).values("pk"))
    open_to_unit = Q(issued_on__isnull=False) & ~Q(word__in=restricted_words())
    found = rows.filter(own | open_to_unit)
    return found.select_related("organization", "office", "case", "account")


def advice_for(case: Case) -> Advice | None:
    """The next step for an order that is overdue or failed again and again; None: none is due.

    It follows the ladder's order and passes over what needs facts of its own: closing an account,
    handing over to another body.
    """
    if not case.is_open or (why := _why(case)) == "":
        return None
    rungs = ladder_of(case.organization)
    taken = Measure.objects.filter(case=case).exclude(state=Measure.State.DROPPED)
    words = set(taken.values_list("word", flat=True))
    reached = max((n for n, rung in enumerate(rungs) if rung.word in words), default=-1)
    for rung in rungs[reached + 1 :]:
        wording = rung.wording
        if not (wording.is_restricted or wording.closes_account or wording.asks_recipient):
            return Advice(rung, why)
    return None


def _why(case: Case) -> str:
    today = clock.today()
    if case.due_on is not None and not case.is_paused and case.due_on < today:
        return f"“{case.step_title}”已逾期 {(today - case.due_on).days} 天"
    rows = Rectification.objects.filter(case=case).order_by("-failures")
    most = rows.values_list("failures", flat=True).first() or 0
    limit = repeats_allowed(case.organization)
    return f"已有 {most} 次复查不合格" if limit and most >= limit else ""


def repeats_allowed(unit: Organization) -> int:
    """From how many failures on something counts as not mended again and again; 0: no rule."""
    books = rulebooks()
    rows = books.in_force(book_place(unit, books), clock.today(), REPEATS)
    return rows[0].amount or 0 if rows else 0
