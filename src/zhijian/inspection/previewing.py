"""Rules tried out on today's registers: what turns, which clocks move. Nothing of it is recorded.

Both sides judge the same facts on the same day, so that every difference comes from the rules.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.checks.shapes import Gap, Renewal, Term
from zhijian.core.documents.difference import Change, changes_between, difference_book
from zhijian.core.documents.matters import Law as Citing
from zhijian.core.documents.words import amount, state_word
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.core.rules.trying import (
    Draft,
    as_of,
    checks_on,
    to_come,
    value_of,
    with_draft,
)
from zhijian.core.workdays import day_number
from zhijian.inspection import worked_out
from zhijian.inspection.foresight import account_platforms, cited, kind_of, law, looked_at
from zhijian.inspection.gather import gather
from zhijian.inspection.planning import place_of
from zhijian.inspection.worked_out import Worked
from zhijian.law.reading import place_title
from zhijian.ledger.models import Account, Site, SiteColumn
from zhijian.ledger.registers import unit_names
from zhijian.people.models import Organization

JOB = "inspection.preview"
FINE = "符合或不适用"
_RUNS = (Gap, Renewal, Term)


@dataclass(frozen=True)
class Asked:
    """What is tried: rules as of a day to come, a value nobody has set, or another place's rules.

    Exactly one of ``day``, ``rule`` and ``as_place`` is given.
    """

    place: str
    day: str = ""
    rule: str = ""
    kind: str = ""
    value: str = ""
    unit: str = ""
    as_place: str = ""


@dataclass(frozen=True)
class Line:
    """One subject that is judged otherwise, in words; ``turn`` is red, green or other."""

    turn: str
    unit: int
    unit_name: str
    kind: str
    subject: str
    title: str
    check: str
    before: str
    after: str
    limit_before: str
    limit_after: str
    says: str
    cited_before: str
    cited_after: str


@dataclass(frozen=True)
class Clock:
    """One term that ends on another day."""

    unit: int
    unit_name: str
    kind: str
    subject: str
    title: str
    before: str
    after: str
    cited: str


def preview(office: Organization, asked: Asked) -> Worked | None:
    """What was worked out today for an office; None if nothing was."""
    return worked_out.get(_key(office, asked))


def check_asked(asked: Asked) -> str:
    """What is tried, in words.

    Raises:
        Refused: it cannot be tried.
    """
    _, _, words = _tried(law(), asked, clock.today(), 0)
    return words


def work_out(office: Organization, asked: Asked) -> None:
    """Judge the units of an office by the rules of today and by those tried; keep what differs.

    Raises:
        Refused: it cannot be tried.
    """
    on, present = clock.today(), law()
    since_d = day_number(on) - present.amount(asked.place, "updates.lookback", on)
    tried, checks, words = _tried(present, asked, on, since_d)
    facts, seen = gather(on), looked_at(office)

    def judged(by: Law, as_place: str | None = None) -> Judgement:
        return judge(
            facts,
            place=asked.place,
            on=on,
            law=by,
            as_place=as_place,
            checks=checks,
            looked_at=seen,
        )

    before, after = judged(present), judged(tried, asked.as_place or None)
    rows = [one.read_outcomes() for one in (before, after)]
    clauses = [
        {(str(r["check"]), str(r["subject"])): str(r["clause"] or "") for r in side}
        for side in rows
    ]
    places = (asked.place, asked.as_place or asked.place)
    changes = changes_between(before, after, places, (clauses[0], clauses[1]))
    told = {
        "words": words,
        "lines": [asdict(one) for one in _lines(changes, rows[0], tried)],
        "clocks": [asdict(one) for one in _clocks(rows[0], rows[1], tried, checks)],
    }
    book = difference_book(changes, Citing(tried.rulebooks), on, note=f"规则预演：{words}")
    worked_out.put(_key(office, asked), told, book)


def place_for(office: Organization) -> str:
    """The place whose rules an office tries out."""
    return place_of(office)


def _tried(
    present: Law, asked: Asked, on: date, since_d: int
) -> tuple[Law, Mapping[str, Check], str]:
    """The law that is tried, the checks that can turn on it, and what it is in words."""
    books = present.rulebooks
    if asked.as_place:
        title = place_title(books, asked.as_place)
        return present, CHECKS, f"换用{title}的规定"
    if asked.day:
        return _later(present, asked, on, since_d)
    rule = books.rule(asked.rule)
    value = value_of(asked.value, rule)
    unit = asked.unit or (rule.units[0] if rule.units else "")
    draft = Draft(asked.place, rule.key, asked.kind, value, unit)
    tried = with_draft(books, draft, now=on, since_d=since_d)
    kind = f"（{rule.kinds[asked.kind]}）" if asked.kind else ""
    shown = amount(value, unit) if isinstance(value, int) and unit else asked.value
    words = f"{place_title(books, asked.place)}的“{rule.title}”{kind}改为 {shown}"
    return Law(tried, present.calendar), checks_on(CHECKS, [rule.key]), words


def _later(
    present: Law, asked: Asked, on: date, since_d: int
) -> tuple[Law, Mapping[str, Check], str]:
    books = present.rulebooks
    try:
        day = date.fromisoformat(asked.day)
    except ValueError:
        raise Refused(f"“{asked.day[:20]}”不是日期，请从列出的日期中选择。") from None
    rules = sorted({one.rule.key for one in to_come(books, asked.place, on) if one.on <= day})
    if not rules:
        raise Refused(f"到 {day} 为止没有将要生效的规定，请从列出的日期中选择。")
    tried = as_of(books, rules, day, now=on, since_d=since_d)
    titles = "、".join(books.rules[rule].title for rule in rules[:3])
    more = f"等 {len(rules)} 条" if len(rules) > 3 else ""
    return Law(tried, present.calendar), checks_on(CHECKS, rules), f"{day} 起的规定：{titles}{more}"


def _lines(
    changes: tuple[Change, ...], before_rows: list[dict[str, Any]], tried: Law
) -> list[Line]:
    units = {name: pk for pk, name in unit_names().items()}
    passed = {(row["check"], row["subject"]): row for row in before_rows}
    platforms = account_platforms()
    found = []
    for one in changes:
        known, former, latter = one.known, one.former, one.latter
        before, after = _word(former), _word(latter)
        was = passed.get((known.check, known.subject), {"limit": None, "unit": ""})
        found.append(
            Line(
                turn=_turn(former, latter),
                unit=units.get(known.organization, 0),
                unit_name=known.organization,
                kind=kind_of(known.subject_kind, known.subject, platforms),
                subject=known.subject_name or known.subject,
                title=known.title,
                check=known.check,
                before=before,
                after=after,
                limit_before=amount(was["limit"], str(was["unit"] or "")),
                limit_after=amount(latter.limit, latter.unit) if latter else "",
                says=known.says if latter is None else latter.says,
                cited_before=cited(tried, one.clauses[0]),
                cited_after=cited(tried, one.clauses[1]),
            )
        )
    order = {"red": 0, "other": 1, "green": 2}
    return sorted(found, key=lambda one: (order[one.turn], one.unit_name, one.check, one.subject))


def _turn(former: Outcome | None, latter: Outcome | None) -> str:
    if _fails(latter) and not _fails(former):
        return "red"
    return "green" if _fails(former) and not _fails(latter) else "other"


def _fails(one: Outcome | None) -> bool:
    return one is not None and one.verdict is Verdict.FAIL and one.standing is Standing.PLAIN


def _word(one: Outcome | None) -> str:
    return state_word(one) if one else FINE


def _clocks(
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    tried: Law,
    checks: Mapping[str, Check],
) -> list[Clock]:
    """The terms that run on either side and end on another day; what is done has no clock."""
    earlier = {(row["check"], row["subject"]): row for row in before}
    units = {name: pk for pk, name in unit_names().items()}
    names, platforms, found = _names(), account_platforms(), []
    for row in after:
        was = earlier.get((row["check"], row["subject"]))
        check = checks[str(row["check"])]
        if was is None or not isinstance(check.shape, _RUNS):
            continue
        due, due_before = row["due_on"], was["due_on"]
        if due == due_before or due is None or due_before is None:
            continue
        found.append(
            Clock(
                unit=units.get(str(row["organization"]), 0),
                unit_name=str(row["organization"] or ""),
                kind=kind_of(check.subject_kind, str(row["subject"]), platforms),
                subject=names.get((check.subject_kind, str(row["subject"])), str(row["subject"])),
                title=check.title,
                before=str(due_before),
                after=str(due),
                cited=cited(tried, str(row["clause"] or "")),
            )
        )
    return sorted(found, key=lambda one: (one.after, one.unit_name, one.subject))


def _names() -> dict[tuple[str, str], str]:
    """The names of what has one besides its key."""
    tables = (
        ("account", Account, "handle"),
        ("site", Site, "code"),
        ("site_column", SiteColumn, "code"),
    )
    return {
        (kind, key): name
        for kind, model, field in tables
        for key, name in model.objects.values_list(field, "name")
        if key and name
    }


def rules_of(books: Rulebooks) -> list[tuple[str, str]]:
    """The rules that some check turns on, by title: what may be tried with a value."""
    wanted = {one.rule for one in CHECKS.values()}
    return sorted(((key, books.rules[key].title) for key in wanted), key=lambda one: one[1])


def _key(office: Organization, asked: Asked) -> dict[str, Any]:
    return {"what": JOB, "office": office.pk, "on": clock.today().isoformat(), **asdict(asked)}
