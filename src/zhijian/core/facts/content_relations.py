"""What is written, reviewed, released, asked and answered."""

from __future__ import annotations

from .model import Relation, choice, day, flag, integer, second, text
from .people_relations import POSTS
from .registry_relations import ACCOUNT, ACCOUNT_N, ORGANIZATION, SITE

PUBLICATION = text("publication", "信息编号", "稿件编号", "发布编号", refers="publications")

PUBLICATIONS = Relation(
    "publications",
    "发布台账",
    "一行一条账号发布的信息。",
    ("publication",),
    (
        text("publication", "信息编号", "稿件编号", "发布编号", "编号", required=True),
        ACCOUNT,
        ACCOUNT_N,
        text("title", "标题", "信息标题", "题目"),
        day("published_d", "发布日期", "发布时间", required=True),
        second("published_s", "发布时刻", "发布时分"),
        choice("form", "形态", "text=图文/文字图片, video=视频/短视频", "内容形态"),
        choice("origin", "原创/转载", "original=原创, repost=转载/转发", "来源类型", "是否原创"),
        text("source", "稿源", "来源", "转载来源"),
        text("repost_of", "转载原文编号", "任务编号", refers="must_reposts"),
        flag("needs_map_number", "是否含地图", "含地图"),
        text("map_number", "审图号"),
        flag("map_number_ok", "审图号校验", derived=True),
        text("incident", "舆情事件编号", refers="incidents"),
        text("released_hash", "发布版本指纹", "版本指纹"),
        text("link", "链接", "信息链接"),
    ),
    ("发布", "信息发布台账", "发文台账"),
)

REVIEWS = Relation(
    "reviews",
    "审核台账",
    "一行一个审次。",
    ("publication", "stage"),
    (
        PUBLICATION,
        integer("stage", "审次", "审核级次", "第几审", required=True, note="1、2、3"),
        text("person", "审核人", "签审人", required=True, personal=True),
        choice("post", "岗位", POSTS),
        second("reviewed_s", "审核时间", "签审时间", required=True),
        choice("outcome", "结论", "passed=通过/同意, returned=退回/不同意", "审核结论"),
        text("revision_hash", "版本指纹", "审核版本指纹"),
    ),
    ("审核", "三审三校"),
)

SCREENINGS = Relation(
    "screenings",
    "风险识别",
    "一行一次发布前风险识别。",
    ("publication", "system"),
    (
        PUBLICATION,
        choice(
            "system", "识别系统", "internal=本级系统/内部, external=外部平台/省平台", required=True
        ),
        second("screened_s", "识别时间", required=True),
        text("revision_hash", "版本指纹"),
        integer("open_high", "未处置高风险数", "未处置高风险"),
        text("justified_by", "签认人", personal=True),
    ),
    ("风险识别台账", "识别台账"),
)

SOURCES = Relation(
    "sources",
    "稿源名单",
    "一行一个可转载的稿源。",
    ("source",),
    (
        text("source", "稿源", "稿源名称", "单位名称", required=True),
        text("category", "稿源类别", "类别", required=True),
        text("approved_by", "认可机关"),
        day("until_d", "有效期至"),
    ),
    ("稿源", "转载稿源"),
)

MUST_REPOSTS = Relation(
    "must_reposts",
    "应转任务",
    "一行一个账号应转载的一条重要信息。",
    ("item", "account"),
    (
        text("item", "任务编号", "信息编号", required=True),
        ACCOUNT,
        ACCOUNT_N,
        text("title", "标题", "信息标题"),
        day("issued_d", "下达日期", "发布日期", required=True),
    ),
    ("应转载", "转载任务"),
)

POLICIES = Relation(
    "policies",
    "政策文件",
    "一行一份制定的政策文件及其解读。",
    ("policy",),
    (
        text("policy", "文件编号", "发文字号", "文号", required=True),
        ORGANIZATION,
        text("title", "标题", "文件标题"),
        flag("is_important", "是否须解读", "重要文件"),
        day("published_d", "发布日期", "印发日期", required=True),
        day("interpreted_on_site_d", "网站解读日期"),
        day("interpreted_on_account_d", "新媒体解读日期"),
    ),
    ("政策", "政策解读"),
)

MESSAGES = Relation(
    "messages",
    "留言台账",
    "一行一条公众留言。",
    ("message",),
    (
        text("message", "留言编号", "编号", required=True),
        ACCOUNT,
        ACCOUNT_N,
        SITE,
        ORGANIZATION,
        choice("kind", "留言类型", "CONSULT=咨询, COMPLAINT=投诉, REPORT=举报, SUGGEST=建议/意见"),
        day("received_d", "收到日期", "留言日期", "留言时间", required=True),
        flag("is_valid", "是否有效留言", "有效留言"),
        day("replied_d", "首次答复日期", derived=True),
    ),
    ("留言", "公众留言"),
)

REPLIES = Relation(
    "replies",
    "答复台账",
    "一行一次答复。",
    ("message", "replied_d"),
    (
        text("message", "留言编号", "编号", refers="messages", required=True),
        day("replied_d", "答复日期", "回复日期", required=True),
        text("organization", "答复单位", refers="organizations"),
        flag("is_answer", "是否实质答复", note="仅受理告知的填否"),
    ),
    ("答复", "回复台账"),
)

DISCLOSURE_ITEMS = Relation(
    "disclosure_items",
    "主动公开",
    "一行一条应主动公开的信息。",
    ("item",),
    (
        text("item", "信息编号", "索引号", required=True),
        ORGANIZATION,
        text("title", "标题", "信息标题"),
        text("category", "公开类别", "类别"),
        day("formed_d", "形成日期", "形成或变更日期", required=True),
        day("disclosed_d", "公开日期"),
        flag("is_withheld", "是否不予公开", "不予公开"),
        text("withheld_ground", "不予公开依据", "不公开依据"),
        day("due_by_law_d", "法定公开期限", note="法律法规另有期限的填"),
    ),
    ("信息公开", "公开台账"),
)

RELATIONS = (
    PUBLICATIONS,
    REVIEWS,
    SCREENINGS,
    SOURCES,
    MUST_REPOSTS,
    POLICIES,
    MESSAGES,
    REPLIES,
    DISCLOSURE_ITEMS,
)
