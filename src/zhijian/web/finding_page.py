"""One finding as its page shows it: matter, clause, reckoning, evidence, history, decisions."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhijian.cases.media import path_of
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.model import Kind
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.readout import UNIT_WORDS
from zhijian.core.terms import Term, Unit
from zhijian.core.workdays import from_day_number
from zhijian.core.working import explain
from zhijian.inspection import policy
from zhijian.inspection.models import Evidence, Finding, Inspection, Sighting
from zhijian.law.books import calendar, rulebooks
from zhijian.law.reading import Cited, cited
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import from_second_number
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.parts import Crumb, Fact, Step, Tag
from zhijian.web.rectification_panels import orders_panel
from zhijian.web.views.organizations import history

State = Finding.State
TONES = {
    State.OPEN: "amber",
    State.CONFIRMED: "red",
    State.FALSE_ALARM: "",
    State.EXCEPTED: "blue",
    State.IN_RECTIFICATION: "blue",
    State.SETTLED: "green",
    State.REOPENED: "red",
}
_TIMES = {"workday": Unit.WORKDAY, "calendar_day": Unit.CALENDAR_DAY}
_LONGEST = 60
OTHERS = 5
_NEXT = ("发现", "认定", "下发整改", "单位反馈", "复查", "销号")


@dataclass(frozen=True)
class Proof:
    """A piece of evidence and whether its file is where it should be."""

    row: Evidence
    is_gone: bool


@dataclass(frozen=True)
class Look:
    """How a finding looked in one inspection."""

    row: Sighting
    verdict: Tag


def context_of(found: Finding, user: Any) -> dict[str, Any]:
    """What the page of a finding shows to a person."""
    may = policy.inspects(user, found.office)
    looks = list(found.sightings.select_related("inspection").order_by("-pk"))
    return {
        "heading": f"{found.title}：{found.subject_name or found.subject}",
        "crumbs": [Crumb("问题", reverse("findings")), Crumb(f"问题 {found.pk}")],
        "finding": found,
        "tags": _tags(found),
        "steps": _steps(found),
        "clause": clause_of(found),
        "measured": _measured(found),
        "reading": _reading(found) if found.reading else "",
        "working": _working(found),
        "evidence": [_proof(one) for one in found.evidence.select_related("file", "by__person")],
        "rows": _rows(looks),
        "looks": [Look(one, _verdict(one)) for one in looks],
        "alarm": found.false_alarms.filter(revoked_on=None).order_by("-pk").first(),
        "may": may,
        "acts": _acts(found) if may else [],
        "responsible": _responsible(found),
        "others": _others(found, user),
        "orders": orders_panel(user, found),
        "inspection_url": _inspection_url(found, user),
        "moments": history(found),
    }


def clause_of(found: Finding) -> Cited | None:
    """The clause a finding rests on; None for one that the rulebooks no longer hold."""
    books = rulebooks()
    return cited(books, found.clause) if found.clause in books.clauses else None


def _tags(found: Finding) -> list[Tag]:
    tags = [Tag(found.get_state_display(), TONES[State(found.state)])]
    if found.is_veto:
        tags.append(Tag("单项否决", "red"))
    if found.source == Finding.Source.MANUAL:
        tags.append(Tag("检查人员登记"))
    return tags


def _steps(found: Finding) -> list[Step]:
    """Where a finding stands on its way; what lies outside of the way is said in words."""
    state = State(found.state)
    at = {State.OPEN: 1, State.REOPENED: 1, State.CONFIRMED: 2, State.IN_RECTIFICATION: 3}
    here = at.get(state, 6 if state is State.SETTLED else 1)
    first, settled = f"{found.first_seen_on:%m-%d}", found.settled_on
    notes = [
        first if found.times_seen < 2 else f"{first} 起 {found.times_seen} 次",
        f"{found.ruled_on:%m-%d} {found.get_ruling_display()}" if found.ruled_on else "未认定",
        "已下发" if here >= 3 and state is not State.SETTLED else "未开始",
        "未开始",
        "未开始",
        f"{settled:%m-%d}" if settled and state is State.SETTLED else "未开始",
    ]
    if state is State.SETTLED:
        notes[2:5] = ["", "", ""]
    if state in (State.FALSE_ALARM, State.EXCEPTED):
        notes[1] = found.get_state_display()
    return [
        Step(name, note, "done" if n < here else "now" if n == here else "")
        for n, (name, note) in enumerate(zip(_NEXT, notes, strict=True))
    ]


def _measured(found: Finding) -> list[Fact]:
    unit = UNIT_WORDS.get(found.measure, "")
    per = 60 if found.measure == "minute" else 1
    facts = []
    if found.observed is not None:
        facts.append(Fact("实际", f"{found.observed // per} {unit}".strip()))
    if found.limit is not None:
        facts.append(Fact("规定", f"{found.limit // per} {unit}".strip()))
    if found.item and _names_something(found):
        facts.append(Fact("所指", found.item))
    if found.since_on:
        facts.append(Fact("起算日", found.since_on))
    if found.due_on and found.due_on not in (found.last_seen_on, found.since_on):
        facts.append(Fact("应当完成日", found.due_on))
    return facts


def _names_something(found: Finding) -> bool:
    """Whether what a finding names is for readers, and not the rule's own word for a kind."""
    check = CHECKS.get(found.check_id)
    return check is None or check.item_words is not None or "{item}" in check.says


def _reading(found: Finding) -> str:
    """How the text was read where it leaves it open."""
    reading = rulebooks().readings.get(found.reading)
    return reading.title if reading is not None else found.reading


def _working(found: Finding) -> tuple[str, ...]:
    """How the due day was reached, day by day, where a term of days ran."""
    unit = _TIMES.get(found.measure)
    if unit is None or found.since_on is None or found.limit is None or found.limit > _LONGEST:
        return ()
    if found.due_on is None:
        return ()
    shown = explain(found.since_on, Term(found.limit, unit), calendar(), estimate=True)
    return shown.lines if shown.due_on == found.due_on else ()


def _proof(row: Evidence) -> Proof:
    return Proof(row, bool(row.file_id) and not path_of(row.digest).is_file())


def _rows(looks: list[Sighting]) -> list[tuple[str, list[Fact], str]]:
    """The rows of the ledgers that the newest sighting with rows turns on."""
    latest = next((one for one in looks if one.facts), None)
    if latest is None:
        return []
    return [
        (RELATIONS[one["relation"]].title, _row_facts(one), latest.digest)
        for one in latest.facts
        if one["relation"] in RELATIONS
    ]


def _row_facts(told: dict[str, Any]) -> list[Fact]:
    facts = []
    for column in RELATIONS[told["relation"]].columns:
        value = told["row"].get(column.name)
        if value not in (None, ""):
            facts.append(Fact(column.label, _word(column.kind, column.choices, value, column.name)))
    return facts


def _word(kind: Kind, choices: tuple[tuple[str, str], ...], value: Any, name: str) -> str:
    if kind is Kind.DAY:
        return str(from_day_number(int(value)))
    if kind is Kind.SECOND:
        return f"{from_second_number(int(value)):%Y-%m-%d %H:%M}"
    if kind is Kind.FLAG:
        return "是" if value else "否"
    if name == "platform":
        return title_of(str(value))
    return str(dict(choices).get(str(value), value))


def _verdict(row: Sighting) -> Tag:
    if row.verdict == "FAIL":
        return Tag("例外", "blue") if row.standing == "EXCEPTED" else Tag("不符合", "red")
    words = {"PASS": Tag("合格", "green"), "NOT_APPLICABLE": Tag("不再适用")}
    return words.get(row.verdict, Tag("未能判断", "red"))


def _acts(found: Finding) -> list[HeadAction]:
    """What an inspector may decide now; the first is the usual one."""
    state = State(found.state)
    stands = state in (State.OPEN, State.REOPENED)
    offers = (
        (stands or state is State.FALSE_ALARM, "确认属实", "finding_confirm"),
        (stands or state is State.CONFIRMED, "误报", "finding_alarm"),
        (state is State.FALSE_ALARM, "撤销误报", "finding_alarm_revoke"),
        (stands or state is State.CONFIRMED, "按例外处理", "finding_except"),
        (state in (State.SETTLED, State.EXCEPTED), "重新打开", "finding_reopen"),
        (stands or state in (State.CONFIRMED, State.EXCEPTED), "人工销号", "finding_settle"),
        (True, "添加证据", "finding_evidence"),
    )
    acts = [HeadAction(label, address(name, found.pk)) for is_so, label, name in offers if is_so]
    if stands or state is State.CONFIRMED:
        acts.insert(1, HeadAction("下达整改", f"{address('rectification_new')}?id={found.pk}"))
    return acts


def _responsible(found: Finding) -> list[Fact]:
    unit = found.organization
    facts = [Fact("单位", unit.name, address("organization", unit.pk))] if unit else []
    if found.account is not None:
        url = address("account", found.account_id)
        platform = title_of(found.account.platform)
        facts.append(Fact("账号", f"{found.account.name}（{platform}）", url))
    if found.site is not None:
        facts.append(Fact("网站", found.site.name, address("site", found.site_id)))
    if not (found.account or found.site) and found.subject_kind != "organization":
        facts.append(Fact("对象", found.subject_name or found.subject))
    if found.ruled_by is not None:
        said = found.get_ruling_display() or found.get_state_display()
        facts.append(Fact("认定", f"{found.ruled_by.name}，{found.ruled_on}，{said}"))
    if found.exception:
        facts.append(Fact("例外", found.exception, address("exceptions")))
    if found.settled_on:
        label = "销号" if found.state == State.SETTLED else "上次销号"
        facts.append(Fact(label, f"{found.settled_on}，{found.settled_how}"))
    return facts


def _others(found: Finding, user: Any) -> list[Finding]:
    """Other findings of the same account, site or unit, the newest first."""
    rows = Finding.objects.visible_to(user).exclude(pk=found.pk).order_by("-pk")
    if found.account_id:
        return list(rows.filter(account=found.account_id)[:OTHERS])
    if found.site_id:
        return list(rows.filter(site=found.site_id)[:OTHERS])
    return list(rows.filter(organization=found.organization_id)[:OTHERS])


def _inspection_url(found: Finding, user: Any) -> str:
    sees = Inspection.objects.visible_to(user).filter(pk=found.last_inspection_id).exists()
    return address("inspection", found.last_inspection_id) if sees else ""
