"""One score sheet as its page and its print show it: lines with basis, the way up, versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhijian.core.documents.matters import Law
from zhijian.core.documents.words import kind_word, qualified_word
from zhijian.core.score_sheet import LINE_WORDS, LineKind
from zhijian.inspection import policy
from zhijian.inspection.actions.appeals import LEADERS, may_be_appealed
from zhijian.inspection.models import Appeal, Finding, ScoreLine, ScoreSheet
from zhijian.inspection.reissuing import appeals_of, by_hand_since, false_alarms_of, key_of
from zhijian.law.books import rulebooks
from zhijian.people import policy as people
from zhijian.web.menu import address
from zhijian.web.parts import Crumb, Fact, Tag

TONES = {"veto": "red", "deduction": "amber", "bonus": "green", "unseen": "red", "excepted": "blue"}
APPEAL_TONES = {"open": "amber", "upheld": "green", "rejected": "", "withdrawn": ""}


@dataclass(frozen=True)
class LineShown:
    """A line with the words around it."""

    line: ScoreLine
    kind: Tag
    subject: str
    basis: str
    says: str
    finding_url: str
    appeal: Appeal | None
    appeal_url: str


def title_of(sheet: ScoreSheet) -> str:
    """What a sheet is called."""
    return f"{sheet.organization}算分单"


def context_of(sheet: ScoreSheet, user: Any) -> dict[str, Any]:
    """What the page of a sheet shows to a person."""
    law = Law(rulebooks())
    appeals = list(appeals_of(sheet))
    may = people.holds(user, *LEADERS, organization=sheet.organization)
    lines = list(sheet.lines.select_related("finding", "set_aside").order_by("place"))
    seen = set(
        Finding.objects.visible_to(user)
        .filter(score_lines__sheet=sheet)
        .values_list("pk", flat=True)
    )
    shown = [_shown(sheet, one, law, appeals, seen, may=may) for one in lines]
    return {
        "heading": title_of(sheet),
        "crumbs": [
            Crumb("算分单", reverse("scores")),
            Crumb(str(sheet.inspection), reverse("score_ranking", args=(sheet.inspection_id,))),
            Crumb(sheet.organization.name),
        ],
        "sheet": sheet,
        "tags": tags_of(sheet),
        "counted": [one for one in shown if one.line.kind in ("start", "deduction", "bonus")],
        "others": [one for one in shown if one.line.kind not in ("start", "deduction", "bonus")],
        "way": [_way(row, law) for row in sheet.mending.get("findings", ())],
        "versions": versions_of(sheet),
        "facts": _facts(sheet),
        "appeals": appeals,
        "may_appeal": may and sheet.is_current,
        "inspects": policy.inspects(user, sheet.inspection.office),
        "portal": _other(sheet),
        "alarms": false_alarms_of(sheet) if sheet.is_current else [],
        "written": by_hand_since(sheet) if sheet.is_current else [],
    }


def tags_of(sheet: ScoreSheet) -> list[Tag]:
    """How a sheet stands, in words."""
    tone = {True: "green", False: "red", None: "amber"}[sheet.is_qualified]
    found = [Tag(qualified_word(sheet.is_qualified), tone)]
    if not sheet.is_complete:
        found.append(Tag("得分不完整", "amber"))
    if sheet.is_proposal:
        found.append(Tag("建议方案，不作排名"))
    if not sheet.is_current:
        found.append(Tag("已被新版取代", "amber"))
    return found


def versions_of(sheet: ScoreSheet) -> list[ScoreSheet]:
    """Every version of a unit's sheet by one scheme in one inspection, newest first."""
    rows = ScoreSheet.objects.filter(
        inspection=sheet.inspection_id, organization=sheet.organization_id, scheme=sheet.scheme
    )
    return list(rows.order_by("-version"))


def _other(sheet: ScoreSheet) -> ScoreSheet | None:
    """The sheet of the same unit by the other scheme: its portal's, or its own."""
    rows = ScoreSheet.objects.filter(
        inspection=sheet.inspection_id, organization=sheet.organization_id, is_current=True
    )
    found: ScoreSheet | None = rows.exclude(scheme=sheet.scheme).first()
    return found


def _shown(
    sheet: ScoreSheet,
    line: ScoreLine,
    law: Law,
    appeals: Iterable[Appeal],
    seen: set[int],
    *,
    may: bool,
) -> LineShown:
    own = [one for one in appeals if key_of(one.line) == key_of(line) and line.check_id]
    latest = next((one for one in reversed(own) if one.state != Appeal.State.WITHDRAWN), None)
    basis = law.basis(line.clause)
    can = may and may_be_appealed(sheet, line) and latest is None
    name = line.subject_name or line.subject
    return LineShown(
        line=line,
        kind=_kind(line),
        subject=f"{kind_word(line.subject_kind)}“{name}”" if name else "",
        basis=basis.cited,
        says=basis.says,
        finding_url=address("finding", line.finding_id) if line.finding_id in seen else "",
        appeal=latest,
        appeal_url=reverse("appeal_new", args=(line.pk,)) if can else "",
    )


def _kind(line: ScoreLine) -> Tag:
    is_alarm = line.finding is not None and line.finding.state == Finding.State.FALSE_ALARM
    if line.kind == "excepted" and is_alarm:
        return Tag("误报")
    return Tag(LINE_WORDS[LineKind(line.kind)], TONES.get(line.kind, ""))


def _way(row: dict[str, Any], law: Law) -> dict[str, Any]:
    name = row.get("subject_name") or row.get("subject", "")
    url = address("finding", row["finding"]) if row.get("finding") else ""
    return {**row, "name": name, "url": url, "basis": law.basis(row.get("clause", "")).cited}


def _facts(sheet: ScoreSheet) -> list[Fact]:
    inspection = sheet.inspection
    return [
        Fact("检查", str(inspection), address("inspection", inspection.pk)),
        Fact("检查单位", inspection.office.name),
        Fact("检查日", inspection.on),
        Fact("方案", sheet.scheme_title),
        Fact("版次", f"第 {sheet.version} 版"),
        Fact("重出原因", sheet.why) if sheet.why else Fact("起始分", f"{sheet.starts_at // 100}"),
    ]
