"""What pages show of rectification: an order's items, and what units and accounts must mend."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from zhijian.cases.models import Case
from zhijian.cases.policy import possibilities
from zhijian.config import clock
from zhijian.inspection import policy
from zhijian.inspection.actions.orders import office_of
from zhijian.inspection.actions.reporting import TOLD, recipient_of
from zhijian.inspection.hearing import LOOKED_AT, is_checked
from zhijian.inspection.measuring import Advice, advice_for, seen_measures
from zhijian.inspection.models import Evidence, Finding, Measure, Rectification
from zhijian.inspection.ordering import MEND, STANDING
from zhijian.ledger.models import Account, File
from zhijian.people.models import Organization, User
from zhijian.web.life_panels import Act
from zhijian.web.menu import address
from zhijian.web.panels import Panel

Item = Rectification.State
TONES = {
    Item.ORDERED: "amber",
    Item.MENDED: "blue",
    Item.PASSED: "green",
    Item.FAILED: "red",
    Item.UNSEEN: "amber",
    Item.SETTLED: "green",
    Item.DROPPED: "",
}
MEASURE_TONES = {"proposed": "amber", "issued": "red", "lifted": "green", "dropped": ""}
SHOWN, FEW = 100, 8
REPORT = "report"


@dataclass
class ItemLine:
    """One item as the page of its order shows it."""

    row: Rectification
    tone: str
    finding_url: str
    is_checked: bool
    before: list[Evidence] = field(default_factory=list)
    proofs: list[File] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


def items_panel(user: User, case: Case) -> Panel | None:
    """The items of an order: what was found, how it was mended, what the second look came to."""
    rows = list(
        Rectification.objects.filter(case=case)
        .select_related("finding", "account", "organization")
        .order_by("pk")[: SHOWN + 1]
    )
    if not rows:
        return None
    may = possibilities(case, user)
    inspects = policy.inspects(user, office_of(case))
    lines = _lines(rows[:SHOWN], _item_acts(case, can_act=may.can_act, inspects=inspects))
    done = sum(1 for row in rows if row.state in (Item.PASSED, Item.SETTLED))
    advice = advice_for(case) if inspects else None
    handles = case.is_open and may.can_act
    context = {
        "lines": lines,
        "more": len(rows) > SHOWN,
        "case": case,
        "acts": _acts(case) if inspects else [],
        "may_recheck": handles and case.step in LOOKED_AT and _any(lines),
        "may_report": handles and case.step in (MEND, REPORT),
        "may_tell": inspects and _may_tell(case, rows),
        "tells": recipient_of(office_of(case)) if inspects else ("", ""),
        "advice": advice,
        "advice_url": _advice_url(case, advice) if advice else "",
        "measures": _measures(seen_measures(user).filter(case=case)),
    }
    return Panel("整改事项", "rectification/items.html", context, f"{done} / {len(rows)} 项合格")


def _any(lines: Iterable[ItemLine]) -> bool:
    return any(one.is_checked and one.row.state != Item.PASSED for one in lines)


def _may_tell(case: Case, rows: Iterable[Rectification]) -> bool:
    is_looked_at = any(row.rechecked_on is not None for row in rows)
    return is_looked_at and TOLD not in case.data


def _lines(rows: list[Rectification], acts_of: Any) -> list[ItemLine]:
    proofs: dict[str, list[File]] = {}
    kept = File.objects.filter(
        subject_type="inspection.rectification", subject_id__in=[str(row.pk) for row in rows]
    )
    for file in kept.order_by("pk"):
        proofs.setdefault(file.subject_id, []).append(file)
    before: dict[int, list[Evidence]] = {}
    found = Evidence.objects.filter(finding__in=[row.finding_id for row in rows if row.finding_id])
    for one in found.select_related("file").order_by("pk"):
        before.setdefault(one.finding_id, []).append(one)
    return [
        ItemLine(
            row=row,
            tone=TONES[Item(row.state)],
            finding_url=address("finding", row.finding_id) if row.finding_id else "",
            is_checked=is_checked(row),
            before=[
                one
                for one in before.get(row.finding_id or 0, [])
                if one.created_at <= row.created_at
            ],
            proofs=proofs.get(str(row.pk), []),
            acts=acts_of(row),
        )
        for row in rows
    ]


def _item_acts(case: Case, *, can_act: bool, inspects: bool) -> Any:
    def acts(row: Rectification) -> list[Act]:
        found = []
        if not case.is_open or row.state not in STANDING:
            return found
        at = (row.pk,)
        if can_act and case.step == MEND and row.state != Item.PASSED:
            word = "修改整改情况" if row.state == Item.MENDED else "填写整改情况"
            found.append(Act(word, reverse("rectification_mend", args=at)))
        if can_act and case.step in LOOKED_AT:
            found.append(Act("填写复查情况", reverse("rectification_recheck", args=at)))
        if inspects and row.state != Item.PASSED:
            found.append(Act("撤销此项", reverse("rectification_drop", args=at)))
        return found

    return acts


def _acts(case: Case) -> list[Act]:
    query = f"?unit={case.organization_id}&case={case.pk}"
    return [Act("提出措施", reverse("measure_new") + query)]


def _advice_url(case: Case, advice: Advice) -> str:
    query = f"?unit={case.organization_id}&case={case.pk}&word={advice.rung.word}"
    return reverse("measure_new") + query


def _measures(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": one.word,
            "state": one.get_state_display(),
            "tone": MEASURE_TONES[one.state],
            "url": reverse("measure", args=(one.pk,)),
            "note": "，".join(
                part
                for part in (
                    one.number,
                    f"{one.issued_on} 发出" if one.issued_on else "",
                    f"{one.due_on} 前完成" if one.due_on and one.state == "issued" else "",
                )
                if part
            ),
        }
        for one in rows.order_by("-pk")[:FEW]
    ]


def orders_panel(user: User, finding: Finding) -> Panel | None:
    """The orders of a finding, the newest first; None where there never was one."""
    rows = Rectification.objects.visible_to(user).filter(finding=finding)
    return _panel(list(rows.select_related("case").order_by("-pk")[:FEW]), "整改", by_case=True)


def unit_rectification(user: User, unit: Organization) -> Panel | None:
    """What a unit has to mend, and the measures in force against it."""
    rows = Rectification.objects.visible_to(user).filter(organization=unit, state__in=STANDING)
    found = list(rows.select_related("case", "finding").order_by("due_on", "-pk")[: FEW + 1])
    measures = seen_measures(user).filter(organization=unit, state=Measure.State.ISSUED)
    return _panel(found, "整改", f"?unit={unit.pk}", _measures(measures))


def account_rectification(user: User, account: Account) -> Panel | None:
    """What is to be mended at an account."""
    rows = Rectification.objects.visible_to(user).filter(account=account, state__in=STANDING)
    found = list(rows.select_related("case", "finding").order_by("due_on", "-pk")[: FEW + 1])
    return _panel(found, "整改", f"?q={account.name}")


def _panel(
    rows: list[Rectification],
    title: str,
    query: str = "",
    measures: Iterable[dict[str, Any]] = (),
    *,
    by_case: bool = False,
) -> Panel | None:
    listed = list(measures)
    if not rows and not listed:
        return None
    today = clock.today()
    lines = [
        {
            "title": row.number if by_case else row.problem or row.number,
            "url": url_of(row),
            "state": row.get_state_display(),
            "tone": TONES[Item(row.state)],
            "note": _note(row),
            "is_late": is_late(row, today),
        }
        for row in rows[:FEW]
    ]
    note = f"{FEW} 项以上" if len(rows) > FEW else f"{len(rows)} 项"
    return Panel(
        title,
        "rectification/panel.html",
        {"rows": lines, "measures": listed},
        note=note,
        more_label="全部",
        more_url=reverse("rectifications") + query,
    )


def _note(row: Rectification) -> str:
    if row.settled_on is not None:
        return f"{row.received_on} 下达，{row.settled_on} 销号"
    due = f"，限 {row.due_on} 完成" if row.due_on else ""
    return f"{row.received_on} 下达{due}"


def url_of(row: Rectification) -> str:
    """The page of an item: its order's, else its row in the register."""
    if row.case_id is not None:
        return f"{reverse('case', args=(row.case_id,))}#item-{row.pk}"
    return reverse("register_row", args=("rectifications", row.pk))


def is_late(row: Rectification, today: Any) -> bool:
    """Its day has passed and it is not mended."""
    return row.state in (Item.ORDERED, Item.FAILED) and bool(row.due_on and row.due_on < today)
