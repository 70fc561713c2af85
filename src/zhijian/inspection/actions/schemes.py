"""An office's own scoring scheme, in the form of the rulebooks', and the awards it gives."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Q

from zhijian import journal
from zhijian.config import clock
from zhijian.core.burden import load_barred, refuse_barred
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.indicators import Indicator, Kind, Scheme, Target, points_text, whole_prefix
from zhijian.core.refused import Refused
from zhijian.core.scoring_scheme import read_schemes
from zhijian.inspection import policy
from zhijian.inspection.models import Award, LocalScheme
from zhijian.inspection.planning import place_of
from zhijian.inspection.score_basis import Text, schemes_of
from zhijian.inspection.scores import scheme_texts, schemes_for
from zhijian.law.books import rulebooks
from zhijian.packaged import default_rulebooks
from zhijian.people import edits
from zhijian.people.models import Organization, User

_ROWS_FROM = 3
_ROW = re.compile(r" 第 (\d+) 行：")


@dataclass(frozen=True)
class Draft:
    """A scheme as somebody enters it: points as text, ``rows`` one mapping an indicator.

    A row has ``kind`` (deduction or bonus), ``name``, ``points``, a deduction also ``per_finding``
    and ``checks`` (check ids and ``prefix.*``); a bonus is given by hand.
    """

    title: str
    adopted_by: str
    from_on: date
    until_on: date | None
    starts_at: str
    goal: str
    fail_below: str
    bonus_above: str
    bonus_max: str
    rows: Sequence[Mapping[str, Any]]


@transaction.atomic
def adopt_scheme(office: Organization, draft: Draft, *, by: User) -> LocalScheme:
    """A scheme by which the office scores units from a day on; one at a time.

    Raises:
        Refused: no leave, a fault in it (with the indicator's number), it measures what national
            rules bar, or another scheme of the office holds at the same time.
    """
    office = Organization.objects.select_for_update().get(pk=office.pk)
    policy.require_inspector(by, office, to="启用计分方案")
    title = edits.plain(draft.title, label="方案名称", most=120)
    adopted = edits.plain(draft.adopted_by, label="采用的文件", most=160)
    if not title or not adopted:
        raise Refused("方案名称和采用它的文件（标题、文号）都要写明，请填写。")
    if draft.until_on is not None and draft.until_on < draft.from_on:
        raise Refused("截止日期早于启用日期，请核对。")
    _require_alone(office, draft.from_on, draft.until_on)
    code = f"local-{office.pk}-{LocalScheme.objects.filter(office=office).count() + 1}"
    content = content_of(office, draft, code=code, title=title, adopted_by=adopted)
    scheme = _read(content, title)
    _require_known_checks(scheme)
    refuse_barred(scheme, load_barred(default_rulebooks()), rulebooks())
    schemes_of([*scheme_texts(office, draft.from_on), Text(title, content)])
    made = LocalScheme.objects.create(
        office=office,
        scheme=code,
        title=title,
        content=content,
        adopted_by=adopted,
        from_on=draft.from_on,
        until_on=draft.until_on,
        by=by,
    )
    journal.record("scheme.adopted", made, by=by, scheme=title, adopted_by=adopted)
    return made


@transaction.atomic
def end_scheme(scheme: LocalScheme, *, by: User, until_on: date) -> LocalScheme:
    """A scheme holds until a day and no longer; sheets issued by it stay.

    Raises:
        Refused: no leave, or the day lies before its first or before today.
    """
    held: LocalScheme = LocalScheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    policy.require_inspector(by, held.office, to="停用计分方案")
    if until_on < held.from_on:
        raise Refused(f"方案从 {held.from_on} 起启用，停用日期不能更早，请核对。")
    if until_on < clock.today() - timedelta(days=1):
        raise Refused("停用日期已经过去，已出的算分单不能改写，请填今天或以后的日期。")
    held.until_on = until_on
    held.save(update_fields=("until_on",))
    journal.record("scheme.ended", held, by=by, scheme=held.title)
    return held


@transaction.atomic
def grant_award(
    unit: Organization,
    office: Organization,
    *,
    by: User,
    indicator: str,
    points: int,
    evidence: str,
    on: date | None = None,
) -> Award:
    """A bonus (hundredths of a point) for something shown; it counts in inspections of its time.

    Raises:
        Refused: no leave, the unit is not inspected by the office, no such bonus, no evidence.
    """
    policy.require_inspector(by, office, to="给予加分")
    day = on or clock.today()
    if not policy.units_of(office, day).filter(pk=unit.pk).exists() or unit == office:
        raise Refused(f"{unit}不是{office}检查的单位，不能由它加分。")
    items = {item.id: item for item in bonus_items(office, day)}
    if indicator not in items:
        raise Refused("这个加分指标不在现行方案里，请重新选择。")
    if points <= 0:
        raise Refused("加分应大于0，请改正。")
    most = items[indicator].value
    if most is not None and points > most:
        raise Refused(f"“{items[indicator].name}”最多加{points_text(most)}分，请改正。")
    if not (evidence := edits.plain(evidence, label="事迹", most=1_000)):
        raise Refused("加分须写明事迹和依据，请填写。")
    if day > clock.today():
        raise Refused("加分日期还没有到，请核对。")
    made = Award.objects.create(
        organization=unit,
        office=office,
        indicator=indicator,
        points=points,
        evidence=evidence,
        granted_on=day,
        by=by,
    )
    journal.record("award.granted", made, by=by, remark=evidence)
    return made


@transaction.atomic
def revoke_award(award: Award, *, by: User, reason: str) -> Award:
    """A bonus taken back; sheets already issued stay, the next ones do not count it.

    Raises:
        Refused: no leave, no reason, or it is revoked already.
    """
    held: Award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    policy.require_inspector(by, held.office, to="撤销加分")
    if held.revoked_on is not None:
        raise Refused(f"这项加分已于 {held.revoked_on} 撤销，不必再撤。")
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("撤销加分须写明理由，请填写。")
    held.revoked_on = clock.today()
    held.save(update_fields=("revoked_on",))
    journal.record("award.revoked", held, by=by, remark=reason)
    return held


def bonus_items(office: Organization, on: date) -> list[Indicator]:
    """The bonus indicators an office may give points under: of its units' scheme and portals'."""
    schemes = schemes_for(office, on)
    meant = (
        schemes.for_target(one, place_of(office)) for one in (Target.ORGANIZATION, Target.PORTAL)
    )
    return [item for scheme in meant if scheme for item in scheme.of(Kind.BONUS)]


def base_scheme(office: Organization, on: date) -> Scheme:
    """The scheme for units that holds for an office without one of its own.

    Raises:
        Refused: the rulebooks have none.
    """
    own = {one.title for one in LocalScheme.objects.filter(office=office)}
    texts = [text for text in scheme_texts(office, on) if text.name not in own]
    found = schemes_of(texts).for_target(Target.ORGANIZATION, place_of(office))
    if found is None:
        raise Refused("计分方案里没有适用于单位（target: organization）的方案，请补上一个。")
    return found


def content_of(
    office: Organization, draft: Draft, *, code: str, title: str, adopted_by: str
) -> str:
    """The scheme as the rulebooks write it; indicator n stands in line n + 2.

    What the form does not ask for (vetoes, which checks find the same fault, what the score is
    for) is taken over from the scheme that held before.
    """
    base = base_scheme(office, draft.from_on)
    day = rulebooks().in_force(place_of(office), draft.from_on)
    cited = (row.clause for key in base.cites for row in day if row.rule == key and row.clause)
    clause = next(cited, None) or base.clause
    rest = {
        "id": code,
        "title": title,
        "place": place_of(office),
        "target": str(Target.ORGANIZATION),
        "proposed": False,
        "adopted_by": adopted_by,
        "clause": clause,
        "cites": list(base.cites),
        "on_veto": "stop" if base.stops_at_veto else "go_on",
        "starts_at": _number(draft.starts_at),
        "goal": _number(draft.goal),
        "fail_below": _number(draft.fail_below or "0"),
        "bonus_above": _number(draft.bonus_above or "0"),
        "bonus_max": _number(draft.bonus_max or "0"),
        "vetoes_of": list(base.vetoes_of),
        "same_fault": [list(family) for family in base.same_fault],
    }
    rows = [_row(row, number, clause) for number, row in enumerate(draft.rows, start=1)]
    lines = [f"      - {_flow(row)}" for row in rows]
    tail = [f"    {name}: {_flow(value)}" for name, value in rest.items()]
    return "\n".join(["schemes:", "  - indicators:", *lines, *tail]) + "\n"


def _row(row: Mapping[str, Any], number: int, clause: str) -> dict[str, Any]:
    kind = str(row.get("kind") or "")
    told = {
        "id": f"{'B' if kind == Kind.BONUS else 'D'}{number}",
        "kind": kind,
        "name": " ".join(str(row.get("name") or "").split()),
        "clause": clause,
        "points": _number(row.get("points")),
    }
    if kind == Kind.DEDUCTION:
        told["per_finding"] = _number(row.get("per_finding") or row.get("points"))
        told["checks"] = list(row.get("checks") or ())
    return told


def _number(text: Any) -> Any:
    """A number of points as the loader reads it; what is none stays, for the loader to refuse."""
    shown = str(text if text is not None else "").strip()
    return int(shown) if shown.isdecimal() and len(shown) < 7 else shown or None


def _flow(value: Any) -> str:
    return yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=100_000
    ).removesuffix("\n").removesuffix("\n...")  # fmt: skip


def _read(content: str, title: str) -> Scheme:
    try:
        (scheme,) = read_schemes(content, title)
    except Refused as refusal:
        raise Refused(_ROW.sub(_as_row, str(refusal)), refusal.lines) from None
    return scheme


def _as_row(found: re.Match[str]) -> str:
    line = int(found[1])
    return f"第 {line - _ROWS_FROM + 1} 个指标：" if line >= _ROWS_FROM else "："


def _require_known_checks(scheme: Scheme) -> None:
    known = set(CHECKS) | {whole_prefix(check) for check in CHECKS}
    lines = tuple(
        f"第 {number} 个指标“{item.name}”：没有“{check}”这项检查，请从检查清单里选。"
        for number, item in enumerate(scheme.indicators, start=1)
        for check in item.checks
        if check not in known
    )
    if lines:
        raise Refused("有的指标写了不存在的检查项，没有保存。", lines)


def _require_alone(office: Organization, start: date, end: date | None) -> None:
    others = LocalScheme.objects.filter(office=office).filter(
        Q(until_on=None) | Q(until_on__gte=start)
    )
    if end is not None:
        others = others.filter(from_on__lte=end)
    if (other := others.order_by("pk").first()) is not None:
        until = f"至 {other.until_on}" if other.until_on else "起"
        raise Refused(
            f"“{other.title}”在 {other.from_on} {until}有效，同一时间只能有一个方案。"
            "请先停用它，或把启用日期改到它截止以后。"
        )
