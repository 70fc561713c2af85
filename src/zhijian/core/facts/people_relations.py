"""The registers of people, contracts, papers, custody and training."""

from __future__ import annotations

from .model import Relation, choice, day, flag, integer, text
from .registry_relations import ACCOUNT, ORGANIZATION

POSTS = (
    "LEAD=信息指挥长/指挥长, EDITOR=信息采编员/责任编辑/采编员/信息维护员/编辑, "
    "INTERPRETER=政策解读员/解读员, MONITOR=内容监督员/监督员, ADMIN=账号管理员/管理员, "
    "REVIEWER=审核人员/审核员, TECHNICAL=技术保障人员/技术保障, "
    "PRINCIPAL=主要负责人/主要领导/第一责任人, DEPUTY=分管负责人/分管领导/主管领导/直接责任人, "
    "MAINTAINER=专职管理人员/专职维护人员/专岗工作人员, CONTACT=联系人/联络员"
)
PAPERS = "材料名称、制度名称或承诺事项，按本地规则的用词填写"

POSITIONS = Relation(
    "positions",
    "岗位台账",
    "一行一人任一个岗位。",
    ("organization", "post", "person", "from_d"),
    (
        ORGANIZATION,
        choice("post", "岗位", POSTS, "岗位名称", "职责", required=True),
        text("person", "姓名", "人员", "人员姓名", required=True, personal=True),
        text("title", "职务", "科室及职务", "所在单位及职务"),
        text("account", "账号ID", "负责账号", refers="accounts"),
        flag("is_backup", "是否B岗", "B岗", "AB岗"),
        flag("is_outsourced", "是否外包人员", "外包人员"),
        flag("is_full_time", "是否专职", "专职"),
        day("from_d", "任职日期", "任职起始日期", required=True),
        day("until_d", "离任日期", "任职截止日期"),
        text(
            "phone",
            "联系电话",
            "手机号码",
            "办公电话",
            "手机号",
            "手机",
            "电话",
            "联系方式",
            personal=True,
        ),
    ),
    ("岗位", "三员一长名单", "管理队伍", "人员台账"),
)

STAFF_CHANGES = Relation(
    "staff_changes",
    "人员变动",
    "一行一次岗位人员变动。",
    ("change",),
    (
        text("change", "变动编号", "人员变动编号", "编号", required=True),
        ORGANIZATION,
        choice("post", "岗位", POSTS, required=True),
        text("person", "原任人员", "姓名", "移交人", personal=True),
        text("account", "账号ID", refers="accounts"),
        text("reason", "变动原因", "原因"),
        day("changed_d", "变动日期", "人员变动日期", required=True),
        day("handed_over_d", "交接完成日期", "交接日期"),
        day("started_d", "报备起算日期", derived=True),
        day("refiled_d", "重新报备日期", "报备日期"),
        day("password_changed_d", "密码更换日期", "账号密码更换日期"),
        flag("has_device", "是否配发设备"),
        day("device_returned_d", "设备收回日期", "设备交还日期"),
        day("platforms_updated_d", "上级平台信息更新日期", "平台信息更新日期"),
    ),
    ("人员变动台账", "岗位变动"),
)

CONTRACTS = Relation(
    "contracts",
    "委托合同",
    "一行一份委托运维合同。",
    ("contract",),
    (
        text("contract", "合同编号", "编号", required=True),
        ORGANIZATION,
        text("operator", "受托方", "受托机构", "乙方", "外包机构", required=True),
        ACCOUNT,
        text("tasks", "委托事项"),
        day("from_d", "生效日期", "合同开始日期", required=True),
        day("until_d", "到期日期", "合同结束日期"),
        day("qualified_until_d", "资质有效期至", "资质证明有效期"),
    ),
    ("外包合同", "合同台账"),
)

CONTRACT_PAPERS = Relation(
    "contract_papers",
    "合同附件",
    "一行一份随合同签署的材料。",
    ("contract", "paper"),
    (
        text("contract", "合同编号", refers="contracts", required=True),
        text("paper", "材料名称", "文件名称", required=True, note=PAPERS),
        day("signed_d", "签署日期"),
        day("until_d", "到期日期", "有效期至"),
    ),
    ("外包材料",),
)

ATTESTATIONS = Relation(
    "attestations",
    "制度与承诺",
    "一行一份在用的制度、预案、承诺或证明。",
    ("organization", "matter", "signed_d"),
    (
        ORGANIZATION,
        text("matter", "事项", "制度名称", "承诺事项", required=True, note=PAPERS),
        day("signed_d", "签署日期", "制定日期", "印发日期", required=True),
        day("until_d", "有效期至", "到期日期", "复审日期"),
        text("signed_by", "签署人", personal=True),
        flag("has_attachment", "是否附件", "有无附件"),
    ),
    ("制度台账", "承诺台账", "证明台账"),
)

CREDENTIALS = Relation(
    "credentials",
    "账号保管",
    "一行一个账号的密码与设备保管情况，不记密码。",
    ("account",),
    (
        ACCOUNT,
        text("custodian", "保管人", personal=True),
        flag("is_full_time", "保管人是否专职", "是否专职"),
        day("changed_d", "密码更换日期", "最近更换日期"),
        flag("on_dedicated_device", "是否专用设备登录", "专用设备"),
        flag("auto_login_off", "是否已关闭自动登录", "关闭自动登录"),
    ),
    ("密码保管", "保管台账"),
)

TRAINING = Relation(
    "training",
    "培训台账",
    "一行一个单位参加的一次培训。",
    ("organization", "held_d", "topic"),
    (
        ORGANIZATION,
        day("held_d", "培训日期", "日期", required=True),
        text("topic", "培训内容", "培训主题", "课程"),
        text("area", "能力方向", "培训方向"),
        integer("attendees", "参训人数", "人数"),
    ),
    ("培训", "培训记录"),
)

EXCEPTIONS = Relation(
    "exceptions",
    "例外登记",
    "一行一项经批准、有理由、有期限的例外，针对一条规则和一个对象。",
    ("number",),
    (
        text("number", "批准文号", "批准编号", required=True),
        text(
            "rule", "规则", "规则名称", required=True, note="规则的键，如 accounts.max_per_platform"
        ),
        text("subject", "对象", "适用对象", required=True, note="账号ID、单位名称或网站编号"),
        text("reason", "理由", required=True),
        text("approved_by", "批准机关", "批准人", required=True),
        text("higher_norm", "上位依据", note="规则不是“原则上”的，写明准许例外的条款或文件"),
        day("approved_d", "批准日期", required=True),
        day("from_d", "起始日期", required=True),
        day("until_d", "截止日期", required=True),
    ),
    ("例外", "例外台账"),
)

RELATIONS = (
    POSITIONS,
    STAFF_CHANGES,
    CONTRACTS,
    CONTRACT_PAPERS,
    ATTESTATIONS,
    CREDENTIALS,
    TRAINING,
    EXCEPTIONS,
)
