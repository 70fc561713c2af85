"""Opening a case: its number, the definition it freezes, its first step."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction

from zhijian.cases import hooks, policy
from zhijian.cases.entering import enter, let_see
from zhijian.cases.locking import done
from zhijian.cases.models import Case, Numbering, Rules
from zhijian.cases.words import required
from zhijian.config import clock
from zhijian.core.process import Definition, begin, resolve, to_record, to_text
from zhijian.core.terms import Term
from zhijian.law.books import calendar, rulebooks
from zhijian.people.models import Organization, User

PREFIX = "BJ"


@transaction.atomic
def open_case(
    process: str,
    *,
    organization: Organization,
    title: str,
    by: User,
    subject: models.Model | None = None,
    data: dict[str, Any] | None = None,
    on: date | None = None,
    kind: str = "",
    terms: Mapping[str, Term] | None = None,
) -> Case:
    """Open a case about a unit by the rules in force today in the unit's place.

    ``on`` is the day of the event from which terms of the event run; today if left out. ``terms``
    are the terms of steps that ``by`` sets where no text gives a figure. Take it before anything
    else that writes to the record: the number's lock comes before the record's.

    Raises:
        Refused: ``by`` may not, the day lies ahead, a text gives the figure of a term, or the
            place's rules give no sound process.
    """
    today = clock.today()
    title = required(title, "标题", longest=200)
    place = (
        rulebooks().superior(organization.place, organization.managed_by)
        if (organization.managed_by != Organization.ManagedBy.LOCAL)
        else organization.place
    )
    definition = resolve(rulebooks(), process, place, today, kind)
    for step, term in (terms or {}).items():
        definition = definition.with_term(step, term)
    policy.require_may_open(organization, definition.first.actor.unit, by=by)
    state = begin(
        definition, opener=str(by.pk), event_on=on or today, on=today, calendar=calendar()
    )
    moment = clock.now()
    case = Case.objects.create(
        number=next_number(today.year),
        process=process,
        process_title=definition.title[:60],
        kind=kind,
        title=title,
        place=place,
        organization=organization,
        desk=organization,
        rules=frozen(definition),
        step=state.at,
        step_title=definition.first.title,
        event_on=state.event_on,
        entered_on=today,
        opened_at=moment,
        opened_by=by,
        changed_at=moment,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        data=data or {},
    )
    enter(case, state, by=by)
    let_see(case, user=by)
    hooks.tell(hooks.Moved(case, "", "opened", by))
    return done(
        case,
        "case.opened",
        "发起",
        by=by,
        process=process,
        kind=kind,
        rules=case.rules.digest,
        step=case.step,
        event_on=case.event_on,
        due_on=case.due_on,
        about=f"{case.subject_type}:{case.subject_id}" if subject is not None else "",
    )


def next_number(year: int) -> str:
    """The next number of a year, as BJ-2026-000123. It is given back if the transaction fails."""
    Numbering.objects.get_or_create(year=year)
    row = Numbering.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=("last",))
    return f"{PREFIX}-{year}-{row.last:06d}"


def frozen(definition: Definition) -> Rules:
    """The definition as it is kept; equal ones are kept once."""
    digest = hashlib.sha256(to_text(definition).encode()).hexdigest()
    return Rules.objects.get_or_create(digest=digest, defaults={"record": to_record(definition)})[0]
