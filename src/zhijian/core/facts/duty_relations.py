"""Watch kept, incidents handled, inspections held, orders mended."""

from __future__ import annotations

from .model import Relation, choice, day, flag, integer, second, text
from .people_relations import POSTS
from .registry_relations import ACCOUNT, ORGANIZATION

DUTY_SHIFTS = Relation(
    "duty_shifts",
    "值班台账",
    "一行一个单位的一天值班。",
    ("organization", "duty_d", "person"),
    (
        ORGANIZATION,
        day("duty_d", "值班日期", "日期", required=True),
        text("person", "值班人员", "值班人", "姓名", personal=True),
        flag("is_reachable", "是否联络畅通", "联络畅通"),
    ),
    ("值班", "值班表"),
)

PATROLS = Relation(
    "patrols",
    "巡查台账",
    "一行一个账号的一次读网巡查。",
    ("account", "patrol_d"),
    (
        ACCOUNT,
        day("patrol_d", "巡查日期", "日期", required=True),
        text("person", "巡查人员", "巡查人", personal=True),
        integer("problems", "发现问题数", "问题数"),
    ),
    ("巡查", "读网巡查"),
)

INCIDENTS = Relation(
    "incidents",
    "事件台账",
    "一行一起舆情、安全或假冒事件。",
    ("incident",),
    (
        text("incident", "事件编号", "舆情事件编号", "编号", required=True),
        ORGANIZATION,
        text("account", "涉事账号", "账号ID", refers="accounts"),
        choice(
            "kind",
            "事件类别",
            "opinion=负面舆情/舆情, rumor=网络谣言/谣言, "
            "illegal=违法有害信息/违法信息, stolen=账号被盗, tampered=页面篡改/篡改, leak=数据泄露/泄密, "
            "impostor=假冒账号/假冒政务新媒体, wording=严重表述错误",
            "类别",
            required=True,
        ),
        choice("grade", "级别", "ordinary=一般, larger=较大, major=重大"),
        second("detected_s", "发现时间", required=True),
        second("reported_s", "报告时间"),
        second("handled_s", "处置完成时间", "处置时间"),
        second("response_s", "回应发布时间"),
        choice("response_approved_post", "回应审定人岗位", POSTS),
        day("filed_d", "处置备案日期", "备案日期"),
    ),
    ("事件", "舆情台账"),
)

INCIDENT_REPORTS = Relation(
    "incident_reports",
    "事件报告",
    "一行一次向一个机关的报告。",
    ("incident", "recipient"),
    (
        text("incident", "事件编号", refers="incidents", required=True),
        text("recipient", "报告对象", "接收机关", required=True),
        second("reported_s", "报告时间", required=True),
    ),
    ("报告台账",),
)

INSPECTIONS = Relation(
    "inspections",
    "检查台账",
    "一行一批检查。",
    ("inspection",),
    (
        text("inspection", "检查编号", "批次", "编号", required=True),
        choice(
            "kind",
            "检查类型",
            "WATCH=日常监测, SPOT_CHECK=抽查, SWEEP=普查/全面检查, "
            "MONITOR=监督员检查, CAMPAIGN=专项检查, APPRAISAL=年度考核",
        ),
        text("organization", "检查单位", "单位", refers="organizations"),
        day("closed_d", "检查日期", "办结日期", required=True),
        integer("checked", "检查数量", "抽查数量"),
        day("circulated_d", "通报日期"),
    ),
    ("检查", "抽查台账"),
)

RECTIFICATIONS = Relation(
    "rectifications",
    "整改台账",
    "一行一项整改。",
    ("rectification",),
    (
        text("rectification", "整改编号", "编号", required=True),
        ORGANIZATION,
        ACCOUNT,
        text("problem", "存在问题", "问题"),
        day("received_d", "收到日期", "收到时间", "下达日期", required=True),
        day("done_d", "完成日期", "整改完成日期", "完成时间"),
        day("reported_d", "报告日期", "整改报告日期"),
        text("done_by", "整改人", personal=True),
        day("rechecked_d", "复查日期"),
        text("rechecked_by", "复查人", personal=True),
        flag("recheck_passed", "复查是否合格", "复查结论"),
    ),
    ("整改", "整改落实台账"),
)

RELATIONS = (
    DUTY_SHIFTS,
    PATROLS,
    INCIDENTS,
    INCIDENT_REPORTS,
    INSPECTIONS,
    RECTIFICATIONS,
)
