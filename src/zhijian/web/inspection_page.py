"""One inspection as its page shows it: figures, coverage, ledgers seen, units, what is kept."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.models import Inspection
from zhijian.inspection.reports import by_unit
from zhijian.law.books import rulebooks
from zhijian.law.reading import place_title
from zhijian.people.models import Organization
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.parts import Count, Crumb, Fact, Tag
from zhijian.web.views.organizations import history

State = Inspection.State
TONES = {
    State.PLANNED: "blue",
    State.RUNNING: "blue",
    State.RECORDED: "amber",
    State.CLOSED: "green",
    State.FAILED: "red",
    State.DROPPED: "",
}
SHOWN_UNITS = 60
NAMED = 12


@dataclass(frozen=True)
class CheckLine:
    """A check in the table of coverage; ``is_notable`` where something fails or was not seen."""

    check: str
    title: str
    told: dict[str, Any]
    is_notable: bool


def state_tag(found: Inspection) -> Tag:
    """The state of an inspection; running and closed are good, the rest waits for somebody."""
    return Tag(found.get_state_display(), TONES[State(found.state)])


def has_results(found: Inspection) -> bool:
    """Whether it ran here; one from an older ledger did not."""
    return found.state in (State.RECORDED, State.CLOSED) and found.recorded_at is not None


def context_of(found: Inspection, user: Any) -> dict[str, Any]:
    """What the page of an inspection shows to a person."""
    may = policy.inspects(user, found.office)
    lines = [_line(told) for told in found.coverage]
    return {
        "heading": found.title,
        "crumbs": [Crumb("检查", reverse("inspections")), Crumb(found.number)],
        "inspection": found,
        "tags": [Tag(found.get_kind_display()), state_tag(found)],
        "may": may,
        "actions": _actions(found) if may else [],
        "has_results": has_results(found),
        "is_old": found.state == State.CLOSED and not has_results(found),
        "counts": _counts(found) if has_results(found) else [],
        "facts": _facts(found),
        "notable": [line for line in lines if line.is_notable],
        "clean": [line for line in lines if not line.is_notable],
        "relations": [(told, _relation_tag(told)) for told in found.relations],
        "units": by_unit(found, user)[:SHOWN_UNITS] if has_results(found) else [],
        "changes": _changes(found),
        "kept": _kept(found),
        "moments": history(found),
    }


def _actions(found: Inspection) -> list[HeadAction]:
    buttons = []
    if found.state in (State.PLANNED, State.FAILED):
        buttons.append(HeadAction("取消", reverse("inspection_drop", args=(found.pk,))))
    if found.state in (State.PLANNED, State.RUNNING, State.RECORDED):
        url = address("finding_new")
        buttons.append(
            HeadAction("登记问题", f"{url}?inspection={found.pk}" if url else "", "plus")
        )
    if found.draw:
        buttons.append(HeadAction("抽样证明", address("inspection_sample", found.pk)))
    if found.state in (State.RECORDED, State.CLOSED):
        if found.sheets.exists():
            buttons.append(HeadAction("得分一览", address("score_ranking", found.pk)))
        buttons.append(HeadAction("起草通报", f"{address('bulletin_new')}?inspection={found.pk}"))
    return [button for button in buttons if button.url]


def _counts(found: Inspection) -> list[Count]:
    told, here = found.counts, f"?inspection={found.pk}"
    findings, unseen = address("findings"), address("unseen")
    failed, hidden = told.get("failed", 0), told.get("undetermined", 0)
    return [
        Count("检查的对象", found.checked or 0, _subjects(told), url="#looked-at"),
        Count(
            "问题",
            failed,
            f"其中新发现 {told.get('fresh', 0)}",
            "due" if failed else "",
            f"{findings}{here}",
        ),
        Count(
            "未能判断",
            hidden,
            "不等于合格" if hidden else "",
            "due" if hidden else "",
            f"{unseen}{here}",
        ),
        Count("例外", told.get("lifted", 0), "经批准", url=f"{findings}?lifted={found.pk}"),
        Count("提醒", told.get("warned", 0), "不算问题", url="#coverage"),
        Count("自动销号", told.get("settled", 0), "再查合格", url=f"{findings}?set=settled"),
    ]


def _subjects(told: dict[str, Any]) -> str:
    words = (("accounts", "账号"), ("sites", "网站"), ("organizations", "单位"))
    return "，".join(f"{word} {told[name]}" for name, word in words if told.get(name))


def _facts(found: Inspection) -> list[Fact]:
    facts = [
        Fact("检查编号", found.number),
        Fact("检查单位", found.office.name, address("organization", found.office_id)),
        Fact("适用规则", _place(found.place)),
        Fact("检查日", found.on),
        Fact("检查时段", f"{found.since} 之后" if found.since else "按规则的回看天数"),
        Fact("单位", _units(found)),
        Fact("检查项", _checks(found)),
    ]
    if found.draw:
        told = found.draw
        drawn = f"{told['population']} 个中抽 {told['drawn']} 个（{told['percent']}%）"
        facts.append(Fact("抽样", drawn, address("inspection_sample", found.pk)))
    facts.append(Fact("发起人", found.by.name if found.by else "系统"))
    return facts


def _units(found: Inspection) -> str:
    if not found.units:
        return "抽中对象所在的单位" if found.draw else "全部"
    names = Organization.objects.filter(pk__in=found.units).order_by("name")
    shown = "、".join(names.values_list("name", flat=True)[:NAMED])
    return shown if len(found.units) <= NAMED else f"{shown}等 {len(found.units)} 个"


def _checks(found: Inspection) -> str:
    if not found.checks:
        return f"全部 {len(CHECKS)} 项"
    titles = [CHECKS[name].title if name in CHECKS else name for name in found.checks]
    shown = "、".join(titles[:NAMED])
    return shown if len(titles) <= NAMED else f"{shown}等 {len(titles)} 项"


def _place(place: str) -> str:
    try:
        return f"{place_title(rulebooks(), place)}（{place}）"
    except Refused:
        return place


def _line(told: dict[str, Any]) -> CheckLine:
    notable = bool(told["failed"] or told["undetermined"])
    return CheckLine(told["check"], told["title"], told, notable)


def _relation_tag(told: dict[str, Any]) -> Tag:
    if not told["is_seen"]:
        return Tag("没有看到", "red")
    if not told["is_fresh"]:
        return Tag("已过期", "red")
    return Tag("看到", "green") if told["is_complete"] else Tag("不完整", "amber")


def _changes(found: Inspection) -> list[tuple[str, int]]:
    words = (
        ("fresh", "新发现"),
        ("again", "仍然存在"),
        ("reopened", "再次出现"),
        ("excepted", "适用例外"),
        ("settled", "再查合格，已销号"),
        ("mended", "整改中的已经合格，等复查"),
        ("gone", "对象不在台账，留待核实"),
    )
    return [(word, found.counts[name]) for name, word in words if found.counts.get(name)]


def _kept(found: Inspection) -> list[Fact]:
    kept = (
        ("规则和日历", found.law_digest),
        ("事实", found.facts_digest),
        ("结果", found.outcomes_digest),
        ("计分", found.score_digest),
    )
    return [Fact(label, f"{digest[:16]}…") for label, digest in kept if digest]
