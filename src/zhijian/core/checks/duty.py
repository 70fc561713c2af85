"""Whether watch is kept, incidents are reported and handled, inspections held, orders mended."""

from __future__ import annotations

from .check import check
from .shapes import Covered, Holds, Present, Renewal, Term

_KEEPERS = "s.accounts_n > 0"
_DETECTED = "s.detected_s < {on_d} * 86400 AND s.detected_s > {since_d} * 86400"
# Where a place names the incidents that must be reported, only those are held against anyone.
_REPORTABLE = (
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'incident.report_kinds' "
    "AND (q.kind = s.kind OR q.kind = s.kind || '/' || s.grade) "
    "AND q.from_d <= {on_d} AND {on_d} < q.until_d "
    "LEFT JOIN (SELECT place FROM rules WHERE rule = 'incident.report_kinds' "
    "AND from_d <= {on_d} AND {on_d} < until_d GROUP BY place) l ON l.place = s.book"
)


def _elapsed(moment: str) -> str:
    """Seconds from detection to a moment; while it is not there, to the morning of the last day."""
    return f"COALESCE(s.{moment}, {{seen_d}} * 86400) - s.detected_s"


CHECKS = (
    check(
        "duty.roster",
        title="值班空档",
        shape=Covered(
            subjects="organizations",
            events="duty_shifts",
            match="e.organization",
            at="duty_d",
            only=_KEEPERS,
        ),
        rule="duty.roster",
        says="检查期内有 {observed} 天没有值班记录",
        mend="排满值班表并登记",
        source="duty-roster",
    ),
    check(
        "duty.contact",
        title="值班联络不畅通",
        shape=Holds(
            subjects="organizations",
            only=_KEEPERS,
            join="LEFT JOIN (SELECT organization, COUNT(*) AS n, "
            "SUM(CASE WHEN is_reachable = 0 THEN 1 ELSE 0 END) AS c, "
            "SUM(CASE WHEN is_reachable IS NULL THEN 1 ELSE 0 END) AS unknown FROM duty_shifts "
            "WHERE duty_d > {since_d} AND duty_d <= {seen_d} GROUP BY organization) b "
            "ON b.organization = s.subject",
            also=("duty_shifts",),
            bad="b.c > 0",
            unknown="b.n IS NULL OR (b.c = 0 AND b.unknown > 0)",
            rests_on_absence=0,
            observed="b.c",
            allowed="0",
        ),
        rule="duty.contact_hours",
        says="检查期内有 {observed} 次值班联络不上",
        mend="核实联系方式，保持全天联络畅通",
        source="contact-24h",
    ),
    check(
        "duty.patrol",
        title="没有日常读网巡查",
        shape=Renewal(
            subjects="accounts",
            events="patrols",
            match="e.account",
            key="s.subject",
            at="patrol_d",
            since="s.opened_d",
            only="s.state = 'operating'",
        ),
        rule="duty.patrol_days",
        says="自 {since} 起已 {observed} 天没有读网巡查，间隔不宜超过 {limit} 天",
        mend="恢复巡查并登记",
        source="daily-patrol monitoring-routine",
    ),
    check(
        "incident.recipients",
        title="事件没有向规定机关报告",
        shape=Present(
            subjects="incidents",
            rows="incident_reports",
            match="e.incident",
            thing="e.recipient",
            join=_REPORTABLE,
            only=f"{_DETECTED} AND (l.place IS NULL OR q.kind IS NOT NULL)",
        ),
        rule="incident.recipients",
        says="没有向以下机关报告：{item}",
        mend="立即报告并登记时间",
        source="incident-report incident-transfer",
    ),
    check(
        "incident.report_time",
        title="事件报告迟缓",
        shape=Holds(
            subjects="incidents",
            only=_DETECTED,
            bad=f"{_elapsed('reported_s')} > r.amount * 60",
            unknown=f"s.reported_s IS NULL AND {_elapsed('reported_s')} <= r.amount * 60",
            observed=_elapsed("reported_s"),
            allowed="r.amount * 60",
        ),
        rule="incident.report_minutes",
        says="发现后 {observed} {unit}才报告或仍未报告，建议不超过 {limit} {unit}",
        mend="第一时间报告",
        source="incident-report",
    ),
    check(
        "incident.handling_time",
        title="违法有害信息处置迟缓",
        shape=Holds(
            subjects="incidents",
            only=f"{_DETECTED} AND s.kind = 'illegal'",
            bad=f"{_elapsed('handled_s')} > r.amount * 60",
            unknown=f"s.handled_s IS NULL AND {_elapsed('handled_s')} <= r.amount * 60",
            observed=_elapsed("handled_s"),
            allowed="r.amount * 60",
        ),
        rule="incident.handling_minutes",
        says="发现后 {observed} {unit}才处置或仍未处置，建议不超过 {limit} {unit}",
        mend="第一时间处置并留存证据",
        source="illegal-content-handling",
    ),
    check(
        "incident.filed",
        title="违法信息、假冒账号处置没有备案",
        shape=Holds(
            subjects="incidents",
            only="(s.kind = 'illegal' OR s.kind = 'impostor') "
            "AND (s.filed_d IS NULL OR s.filed_d > {since_d})",
            bad="s.filed_d IS NULL AND s.handled_s IS NOT NULL",
            unknown="s.filed_d IS NULL AND s.handled_s IS NULL",
            off="r.amount = 0 OR s.detected_s < r.from_d * 86400",
        ),
        rule="incident.filing",
        says="处置完成后没有备案",
        mend="将处置情况报规定机关备案",
        source="incident-filing fake-account",
    ),
    check(
        "inspection.rhythm",
        title="没有按期检查",
        shape=Renewal(
            subjects="places",
            events="inspections",
            match="0",
            key="0",
            at="closed_d",
            having="(e.kind = 'SPOT_CHECK' OR e.kind = 'SWEEP')",
            since="r.from_d",
            whole=1,
        ),
        rule="inspection.interval",
        says="自 {since} 起已 {observed} 天没有检查，按规定的周期最迟应于 {due} 检查",
        mend="组织检查并通报结果",
        source="inspection-frequency inspection-circulation",
    ),
    check(
        "rectification.in_time",
        title="整改超期",
        shape=Term(subjects="rectifications", start="s.received_d", done="s.done_d"),
        rule="rectification.deadline",
        says="{since} 收到的整改要求，最迟应于 {due} 完成，经过 {observed} 天才完成或仍未完成",
        mend="立即整改并报告",
        source="rectification-deadline rectification",
    ),
    check(
        "rectification.reported",
        title="整改后没有报告",
        shape=Holds(
            subjects="rectifications",
            only="s.done_d IS NOT NULL AND (s.reported_d IS NULL OR s.reported_d > {since_d})",
            day="s.received_d",
            bad="s.reported_d IS NULL",
            since="s.done_d",
        ),
        rule="rectification.report",
        says="{since} 已整改，但没有提交整改报告",
        mend="提交整改报告",
        source="rectification",
    ),
    check(
        "rectification.recheck",
        title="整改没有复查",
        shape=Term(
            subjects="rectifications",
            start="s.reported_d",
            done="s.rechecked_d",
            unstarted=2,
        ),
        rule="rectification.recheck_term",
        says="{since} 报告整改后，经过 {observed} {unit}才复查或仍未复查，建议期限为 {limit} {unit}",
        mend="复查并登记结论",
        source="rectification-recheck",
    ),
    check(
        "rectification.recheck_person",
        title="整改人复查自己的整改",
        shape=Holds(
            subjects="rectifications",
            only="s.rechecked_d IS NOT NULL AND s.rechecked_d > {since_d}",
            day="s.received_d",
            bad="s.rechecked_by = s.done_by AND s.done_by <> ''",
            unknown="s.rechecked_by = '' OR s.done_by = ''",
            since="s.rechecked_d",
        ),
        rule="rectification.recheck",
        says="{since} 的复查由整改人本人作出",
        mend="由下达单位另派人员复查",
        source="rectification-recheck separation-of-duties",
    ),
)
