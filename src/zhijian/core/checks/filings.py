"""Whether what happens to accounts and their keepers is filed, announced and finished in time."""

from __future__ import annotations

from .check import check
from .shapes import Holds, Present, Standing, Term

_CHANGED = "(s.kind = 'CHANGE' OR s.kind = 'DEREGISTER')"
_ENDS = "(s.kind = 'CHANGE' OR s.kind = 'CLOSE' OR s.kind = 'DEREGISTER')"
# Where a place names recipients, only filings with them count; where it names none, any does.
_REQUIRED_FILINGS = (
    "LEFT JOIN (SELECT f.event, q.place, MAX(f.filed_d) AS filed_d FROM filings f "
    "JOIN rules q ON q.rule = 'filing.recipients' AND q.kind = f.recipient "
    "AND q.from_d <= f.filed_d AND f.filed_d < q.until_d "
    "GROUP BY f.event, q.place) f ON f.event = s.subject AND f.place = s.book "
    "LEFT JOIN (SELECT event, MAX(filed_d) AS filed_d, "
    "SUM(CASE WHEN filed_d IS NULL THEN 1 ELSE 0 END) AS undated FROM filings GROUP BY event) g "
    "ON g.event = s.subject "
    "LEFT JOIN (SELECT place FROM rules WHERE rule = 'filing.recipients' GROUP BY place) l "
    "ON l.place = s.book"
)
_FILED = "CASE WHEN l.place IS NULL THEN g.filed_d ELSE f.filed_d END"
# Filed on a day nobody wrote down: neither in time nor late.
_FILED_FROM = f"CASE WHEN {_FILED} IS NULL AND g.undated > 0 THEN NULL ELSE s.event_d END"
_FILING_DUE = (
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'filing.deadline' AND q.kind = s.kind "
    "AND q.from_d <= s.event_d AND s.event_d < q.until_d "
    "LEFT JOIN days b ON b.d = s.event_d "
    "LEFT JOIN days w ON w.workday_n = b.workday_n + q.amount AND w.is_workday = 1"
)
_FIRST_NOTICE = (
    "LEFT JOIN (SELECT event, MIN(posted_d) AS posted_d FROM announcements GROUP BY event) a "
    "ON a.event = s.subject"
)
_NOTICE_ROOM = (
    f"{_FIRST_NOTICE} "
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'filing.change_cancel_max' AND q.kind = '' "
    "AND q.from_d <= s.caused_d AND s.caused_d < q.until_d "
    "LEFT JOIN days c ON c.d = s.caused_d "
    "LEFT JOIN periods t ON t.kind = 'month' AND t.n = c.month_n + q.amount "
    "LEFT JOIN days b ON b.d = COALESCE(a.posted_d, {seen_d}) "
    "LEFT JOIN days w ON w.d = CASE WHEN c.month_day - 1 > t.last_d - t.first_d THEN t.last_d "
    "ELSE t.first_d + c.month_day - 1 END"
)
_HANDED_OVER = "s.handed_over_d IS NULL"
# 及时, 第一时间: no figure, so that delay only warns until the long stop (reading 7).
_PROMPTLY = "CASE WHEN {seen_d} - s.handed_over_d > {long_stop} THEN 0 ELSE 4 END"
_REFILED_FROM = (
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'staff.refile_from_handover' "
    "AND q.from_d <= s.changed_d AND s.changed_d < q.until_d"
)

CHECKS = (
    check(
        "filing.in_time",
        title="备案超期",
        shape=Term(
            subjects="life_events",
            kind="s.kind",
            start=_FILED_FROM,
            done=_FILED,
            join=_REQUIRED_FILINGS,
            also=("filings",),
        ),
        rule="filing.deadline",
        says="{since} 发生的事项，经过 {observed} {unit}才备案或仍未备案，期限为 {limit} {unit}",
        mend="立即向规定的接收方备案并取得回执",
        source="filing-deadline filing-change-deadline filing-lifecycle-events",
    ),
    check(
        "filing.recipients",
        title="没有向全部接收方备案",
        shape=Present(
            subjects="life_events",
            rows="filings",
            match="e.event",
            thing="e.recipient",
            having="e.filed_d <= {seen_d}",
            join=_FILING_DUE,
            only="COALESCE(w.d, s.event_d) < {seen_d}",
            # A text without a figure: late by our proposal only warns (reading 7).
            mildest="CASE WHEN q.bad_state = 1 OR {seen_d} - s.event_d > {long_stop} THEN 0 ELSE 4 END",
            since="s.event_d",
            day="s.event_d",
        ),
        rule="filing.recipients",
        says="没有向以下接收方备案：{item}",
        mend="补报所列接收方并取得回执",
        source="filing-lifecycle-events filing-deadline",
    ),
    check(
        "filing.change_cancel",
        title="变更、注销没有按期办结",
        shape=Term(
            subjects="life_events",
            only=_CHANGED,
            start="s.caused_d",
            done="s.done_d",
            unstarted=2,
        ),
        rule="filing.change_cancel_max",
        says="{since} 发生事由，经过 {observed} 天才办结或仍未办结，期限为 {limit} 天（至 {due}）",
        mend="立即办结变更或注销，并留存平台凭证",
        source="change-cancel-deadline host-change",
    ),
    check(
        "filing.announced",
        title="变更、注销没有公告",
        shape=Holds(
            subjects="life_events",
            only=f"{_ENDS} AND COALESCE(s.needs_announcement, 1) = 1 AND s.event_d <= {{seen_d}}",
            kind="s.kind",
            day="s.event_d",
            join=_FIRST_NOTICE,
            also=("announcements",),
            bad="a.posted_d IS NULL",
            since="s.event_d",
        ),
        rule="filing.announcement_required",
        says="{since} 的变更、关停或注销没有向社会公告",
        mend="补发公告并登记链接和起止日期",
        source="public-announcement host-change",
    ),
    check(
        "filing.announcement_length",
        title="公告时间不足",
        shape=Standing(subjects="announcements", only=_CHANGED),
        rule="filing.announcement_min_days",
        says="公告自 {since} 起只挂了 {observed} {unit}，至少应为 {limit} {unit}",
        mend="重新公告，挂满规定的天数",
        source="public-announcement",
    ),
    check(
        "filing.announcement_start",
        title="公告开始太晚",
        shape=Holds(
            subjects="life_events",
            only=f"{_CHANGED} AND s.caused_d IS NOT NULL AND COALESCE(s.needs_announcement, 1) = 1 "
            "AND (s.done_d IS NULL OR s.done_d > {since_d})",
            day="s.caused_d",
            join=_NOTICE_ROOM,
            also=("announcements",),
            bad="w.workday_n - b.workday_n + b.is_workday < r.amount",
            unknown="q.rule IS NULL OR w.workday_n IS NULL OR b.workday_n IS NULL",
            observed="w.workday_n - b.workday_n + b.is_workday",
            allowed="r.amount",
            since="COALESCE(a.posted_d, s.caused_d)",
            mildest=4,
        ),
        rule="filing.announcement_min_days",
        says="办结期限内只剩 {observed} 个工作日可供公告，应挂满 {limit} 个工作日",
        mend="立即公告，并预先申请延期",
        source="public-announcement change-cancel-deadline",
    ),
    check(
        "staff.refiled",
        title="人员变动没有按期报备",
        shape=Term(
            subjects="staff_changes",
            start="CASE WHEN q.amount = 1 THEN s.started_d ELSE s.changed_d END",
            done="s.refiled_d",
            join=_REFILED_FROM,
        ),
        rule="staff.refile_deadline",
        says="{since} 的人员变动，经过 {observed} {unit}才报备或仍未报备，期限为 {limit} {unit}",
        mend="填报备案表，报规定的接收方",
        source="staff-change-refiling filing-change-deadline",
    ),
    check(
        "staff.password_changed",
        title="交接后没有更换密码",
        shape=Holds(
            subjects="staff_changes",
            kind="'PASSWORD'",
            day="s.changed_d",
            bad="s.password_changed_d IS NULL AND s.handed_over_d IS NOT NULL",
            unknown=f"s.password_changed_d IS NULL AND {_HANDED_OVER}",
            mildest=_PROMPTLY,
            since="s.changed_d",
        ),
        rule="people.handover_items",
        says="{since} 人员变动，已交接但没有更换账号密码",
        mend="由接任人更换密码并登记日期",
        source="offboarding-password credential-management",
    ),
    check(
        "staff.device_returned",
        title="离岗没有收回设备",
        shape=Holds(
            subjects="staff_changes",
            only="COALESCE(s.has_device, 1) = 1",
            kind="'DEVICE'",
            day="s.changed_d",
            bad="s.device_returned_d IS NULL AND s.handed_over_d IS NOT NULL AND s.has_device = 1",
            unknown=f"s.has_device IS NULL OR (s.device_returned_d IS NULL AND {_HANDED_OVER})",
            since="s.changed_d",
        ),
        rule="people.handover_items",
        says="{since} 人员变动，已交接但配发的设备没有收回",
        mend="收回设备并登记日期",
        source="offboarding-device",
    ),
    check(
        "staff.handed_over",
        title="离岗没有交接",
        shape=Holds(
            subjects="staff_changes",
            kind="'HANDOVER'",
            day="s.changed_d",
            bad=f"{_HANDED_OVER} AND s.refiled_d IS NOT NULL",
            unknown=f"{_HANDED_OVER} AND s.refiled_d IS NULL",
            since="s.changed_d",
        ),
        rule="people.handover_items",
        says="{since} 人员变动已报备，但没有办理交接",
        mend="补办交接并由双方签字",
        source="handover",
    ),
    check(
        "staff.platforms_updated",
        title="接任后没有更新上级平台信息",
        shape=Holds(
            subjects="staff_changes",
            kind="'PLATFORM_INFO'",
            day="s.changed_d",
            bad="s.platforms_updated_d IS NULL AND s.handed_over_d IS NOT NULL",
            unknown=f"s.platforms_updated_d IS NULL AND {_HANDED_OVER}",
            mildest=_PROMPTLY,
            since="s.changed_d",
        ),
        rule="people.handover_items",
        says="{since} 人员变动，已交接但没有更新全国和省平台信息",
        mend="由接任人更新平台信息并登记日期",
        source="handover interop-platform-data",
    ),
)
