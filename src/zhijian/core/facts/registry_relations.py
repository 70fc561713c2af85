"""The registers: units, accounts, sites, and what happens to them."""

from __future__ import annotations

from .model import Relation, choice, day, flag, integer, text

ORGANIZATION = text(
    "organization",
    "主办单位",
    "单位",
    "单位名称",
    "单位全称",
    "部门",
    "填报单位",
    "开设单位",
    refers="organizations",
)
ACCOUNT = text(
    "account", "账号ID", "账号标识", "账号编号", "账号", "帐号", "帐号ID", refers="accounts"
)
ACCOUNT_N = integer("account_n", "账号序号", derived=True, refers="accounts")
SITE = text("site", "网站编号", "网站", "网站标识", "站点", refers="sites")

PLATFORMS = (
    "wechat=微信/微信公众号/公众号, weibo=微博/新浪微博, toutiao=今日头条/头条/头条号, "
    "douyin=抖音/抖音短视频, kuaishou=快手, channels=微信视频号/视频号, app=移动客户端/客户端/APP/App, "
    "miniprogram=微信小程序/小程序, yidian=一点资讯, xiaohongshu=小红书, baijia=百家号, qqom=企鹅号, "
    "dayu=大鱼号, weishi=微视, tieba=百度贴吧, xigua=西瓜视频, bilibili=哔哩哔哩/B站/b站, "
    "alipay=支付宝小程序/支付宝, quickapp=快应用, zhihu=知乎, renmin=人民号, netease=网易号, "
    "sohu=搜狐号, ifeng=大风号/凤凰号, xuexi=学习强国号/学习强国"
)
EVENT_KINDS = "OPEN=开设/开办/新建, CHANGE=变更/更名, CLOSE=关停/关闭, DEREGISTER=注销"

ORGANIZATIONS = Relation(
    "organizations",
    "单位台账",
    "一行一个单位。",
    ("organization",),
    (
        text("organization", "单位名称", "单位", "单位全称", "机构名称", required=True),
        choice(
            "kind",
            "单位性质",
            "organ=行政机关/党政机关/机关, institution=承担行政职能的事业单位/事业单位, "
            "internal=内设机构/科室, enterprise=公共服务企事业单位/企事业单位, "
            "operator=受托运营机构/外包机构/承办机构, party=党的机关加挂行政牌子, "
            "authorized=法律法规授权组织/授权组织",
            "机构类型",
            "单位类型",
            required=True,
        ),
        choice(
            "level",
            "单位层级",
            "government=本级政府/政府, department=部门/政府部门/县直部门, "
            "township=乡镇（街道）/乡镇/街道/镇, subordinate=下属单位/二级机构/下属事业单位",
            "层级",
        ),
        text("parent", "上级单位", "所属单位", refers="organizations"),
        text("division", "行政区划代码", "区划代码", note="六位数字；不填时按检查所选的地区"),
        choice(
            "managed_by",
            "管理体制",
            "local=属地/县属/本级, city=市属/市垂直管理, province=省属/省垂直管理",
            note="市属、省属单位按上级规定检查",
        ),
        text("credit_code", "统一社会信用代码", "信用代码", "社会信用代码"),
        flag("credit_code_ok", "信用代码校验", derived=True),
        text("org_code", "组织机构代码", "机构代码"),
        flag("org_code_ok", "机构代码校验", derived=True),
        text("supervising_office", "主管科室", "指定股室", "主管股（室）", "负责科室"),
        day("established_d", "成立日期"),
        day("abolished_d", "撤并日期", "撤销日期", "机构调整日期"),
    ),
    ("单位", "机构台账", "组织机构", "单位信息"),
)

ACCOUNTS = Relation(
    "accounts",
    "账号台账",
    "一行一个政务新媒体账号或应用。",
    ("account",),
    (
        text("account", "账号ID", "账号标识", "账号编号", "帐号ID", "ID", required=True),
        integer("account_n", "账号序号", derived=True),
        text("name", "账号名称", "名称", "帐号名称", "新媒体名称", required=True),
        text("name_norm", "账号名称（归一）", derived=True),
        choice(
            "platform",
            "发布平台",
            PLATFORMS,
            "平台",
            "所在平台",
            "平台类型",
            "发布平台（系统）",
            open_choices=True,
            required=True,
        ),
        choice(
            "account_type",
            "账号类型",
            "subscription=订阅号/微信订阅号, service=服务号/微信服务号, "
            "miniprogram=小程序, app=客户端, other=其他",
            "类型",
            "微信类型",
            open_choices=True,
        ),
        text(
            "organization",
            "主办单位",
            "单位",
            "开设单位",
            "主办单位名称",
            required=True,
            refers="organizations",
        ),
        text("supervisor", "主管单位", "主管部门"),
        text("operator", "承办单位", "运营单位", "承办机构", "运维单位"),
        choice(
            "operation_mode",
            "运营模式",
            "self=自营/自行运维/自主运营, purchased=购买服务/委托运维/外包",
            "运维方式",
        ),
        choice(
            "media_form",
            "主要形态",
            "text=图文/文字图片/文图/文字, video=视频/短视频, app=客户端/应用",
            "媒体形态",
            "内容形态",
            note="以图文为主还是以视频为主",
        ),
        choice(
            "state",
            "运行状态",
            "operating=正常/正常运营/运行/在用, suspended=暂停, "
            "closed=关停/关闭/停止运营, deregistered=注销/已注销",
            "状态",
            "运营状态",
            required=True,
        ),
        choice(
            "registered_subject_kind",
            "账号主体类别",
            "unit=单位, internal=内设机构/科室, individual=个人",
            "主体类别",
            "主体性质",
        ),
        text("registered_subject", "账号主体", "注册主体"),
        text("certified_subject", "认证主体", "认证单位", "认证主体名称"),
        choice(
            "certified_subject_kind",
            "认证主体类别",
            "unit=单位, internal=内设机构/科室, individual=个人",
        ),
        flag("certified_is_sponsor", "认证主体与主办单位一致", derived=True),
        flag("is_certified", "是否通过认证", "是否认证", "认证情况"),
        text("certification_text", "公开认证信息", "认证说明", "认证信息"),
        flag("certification_names_sponsor", "认证信息写明主办单位", derived=True),
        flag("is_filed", "是否备案", "备案情况", "是否已备案"),
        flag("is_approved", "是否经批准", "是否批准", "是否审批"),
        day("approved_d", "批准日期", "审批日期", "批准开设日期"),
        day("registered_d", "注册日期", "创建/注册日期", "创建日期", "平台注册日期"),
        day("opened_d", "正式运营时间", "开通时间", "开设时间", "开通日期", "开设日期", "上线时间"),
        day("stopped_d", "停止运营日期", "关停日期", "注销日期"),
        integer(
            "followers", "关注量/粉丝量", "粉丝量", "关注量", "粉丝数", "关注数", "关注量（下载量）"
        ),
        text("link", "访问链接", "链接", "网址"),
        text("introduction", "基本情况介绍", "简介"),
        text("tasks", "基本功能", "主要功能", "功能", note="发布、解读、互动……，用顿号分隔"),
        flag("comments_open", "评论是否开放", "评论开放", "留言评论是否开放"),
        flag("messages_open", "留言是否开放", "留言开放"),
        flag("private_messages_open", "私信是否开放", "私信开放"),
        flag("has_comment_module", "有无留言评论模块", "留言评论模块"),
        flag("has_survey_module", "有无征集调查模块", "征集调查模块"),
        flag("has_consult_module", "有无咨询投诉模块", "咨询投诉模块"),
        flag("interaction_works", "互动功能是否有效", "互动有效"),
        flag("is_usable", "客户端能否下载使用", "能否下载使用"),
        flag("provides_news", "是否提供新闻或视听服务", "新闻信息服务"),
        flag("has_license", "是否取得互联网新闻信息服务资质", "是否取得新闻信息服务资质"),
        text("license_number", "许可证编号", "资质编号"),
        day("license_until_d", "许可证有效期至", "资质有效期"),
        text("section", "管理运营科室", "运营科室", "指定科室"),
        flag("is_industry_guided", "是否行业指导账号", "行业指导"),
        integer(
            "store_links_left", "未清除的下载链接数", "残留下载链接数", note="客户端注销后填写"
        ),
        flag("publications_complete", "发布记录是否完整", note="该账号的发布台账是否齐全"),
    ),
    ("账号", "政务新媒体台账", "新媒体台账", "账号清单", "排查情况表"),
)

CERTIFICATIONS = Relation(
    "certifications",
    "认证信息",
    "一行一次看到的平台认证信息。",
    ("account", "seen_d"),
    (
        ACCOUNT,
        day("seen_d", "查看日期", "查看时间", required=True),
        text("subject", "认证主体", required=True),
        choice(
            "subject_kind", "认证主体类别", "unit=单位, internal=内设机构/科室, individual=个人"
        ),
        text("statement", "公开认证信息", "认证说明"),
        day("expires_d", "认证到期日"),
    ),
    ("账号认证", "认证台账"),
)

MENUS = Relation(
    "menus",
    "菜单台账",
    "一行一个菜单项，至多三级。",
    ("account", "level_1", "level_2", "level_3"),
    (
        ACCOUNT,
        text("level_1", "一级菜单", required=True),
        text("level_2", "二级菜单"),
        text("level_3", "三级菜单"),
        text("link", "链接"),
        flag("link_works", "链接是否有效", "链接有效"),
        text("remark", "备注"),
    ),
    ("栏目设置", "菜单"),
)

LIFE_EVENTS = Relation(
    "life_events",
    "账号变动",
    "一行一次开设、变更、关停或注销。",
    ("event",),
    (
        text("event", "变动编号", "事项编号", required=True),
        ACCOUNT,
        choice("kind", "变动类型", EVENT_KINDS, "事项", "变动事项", required=True),
        text("reason", "变动事由", "原因", "事由"),
        day("caused_d", "事由发生日期", "事由发生日", "触发日期"),
        day("event_d", "发生日期", "变动日期", "办理日期", required=True),
        day("done_d", "办结日期", "完成日期"),
        flag("needs_announcement", "是否须公告"),
    ),
    ("变动台账", "账号变更"),
)

FILINGS = Relation(
    "filings",
    "备案台账",
    "一行一次报备：哪个事项、报给谁、哪天报、有无回执。",
    ("event", "recipient"),
    (
        text("event", "变动编号", "事项编号", refers="life_events", required=True),
        ACCOUNT,
        text("recipient", "接收方", "备案机关", "报送系统", "报送对象", required=True),
        day("filed_d", "备案日期", "报送日期", "备案时间"),
        text("receipt", "回执编号", "回执", "备案编号"),
    ),
    ("备案记录", "报备"),
)

ANNOUNCEMENTS = Relation(
    "announcements",
    "公告台账",
    "一行一则公告。",
    ("announcement",),
    (
        text("announcement", "公告编号", "编号", required=True),
        text("event", "变动编号", "事项编号", refers="life_events"),
        ACCOUNT,
        SITE,
        choice(
            "kind",
            "公告类型",
            "CHANGE=变更, DEREGISTER=注销, CLOSE=关停, OFFLINE=临时下线, "
            "MIGRATION=迁移, CONSOLIDATION=清理整合",
            required=True,
        ),
        day("posted_d", "公告起始日期", "公告起始", "发布日期", required=True),
        day("posted_until_d", "公告截止日期", "公告截止", "撤下日期"),
        text("link", "公告链接", "链接"),
    ),
    ("公告",),
)

SITES = Relation(
    "sites",
    "网站台账",
    "一行一个政府网站。",
    ("site",),
    (
        text("site", "网站编号", "网站标识", "站点编号", required=True),
        text("name", "网站名称", "名称", required=True),
        text("organization", "主办单位", "单位", required=True, refers="organizations"),
        text("domain", "英文域名", "域名", "网站域名"),
        flag("domain_is_gov", "域名为政府域名", derived=True),
        text("domain_shape", "域名格式", derived=True),
        text("chinese_domain", "中文域名"),
        text("site_code", "网站标识码", "政府网站标识码"),
        flag("site_code_ok", "标识码校验", derived=True),
        text("icp_number", "ICP备案号", "ICP备案编号"),
        flag("icp_ok", "ICP备案号校验", derived=True),
        text("police_number", "公安机关备案号", "公安备案号"),
        flag("police_ok", "公安备案号校验", derived=True),
        flag("is_portal", "是否门户网站", "门户网站"),
        flag("is_hosted_abroad", "是否部署在境外", "境外服务器"),
        flag("has_consult_channel", "有无网上咨询渠道", "咨询渠道"),
        choice(
            "state",
            "运行状态",
            "operating=正常/运行, offline=临时下线, closed=永久下线/关停",
            "状态",
            required=True,
        ),
        day("opened_d", "开通日期", "上线日期"),
        day("closed_d", "下线日期", "永久下线日期"),
        day("migrated_d", "迁移完成日期"),
        day("national_updated_d", "全国系统更新日期"),
    ),
    ("网站", "政府网站台账"),
)

SITE_COLUMNS = Relation(
    "site_columns",
    "栏目台账",
    "一行一个网站栏目。",
    ("site_column",),
    (
        text("site_column", "栏目编号", "栏目ID", required=True),
        SITE,
        text("name", "栏目名称", "栏目", required=True),
        choice(
            "column_class",
            "栏目类别",
            "news=动态要闻/要闻, policy=政策文件/政策, notice=通知公告/公告, "
            "annual_report=年度报告/年报年报表/年度报表, budget=预决算/财政预决算, other=其他",
            "栏目类型",
            required=True,
        ),
        text("organization", "负责单位", "责任单位", refers="organizations"),
        choice("state", "状态", "operating=正常/在用, closed=停用/关闭"),
        day("opened_d", "开设日期"),
        flag("items_complete", "信息清单是否完整"),
    ),
    ("栏目", "网站栏目"),
)

COLUMN_ITEMS = Relation(
    "column_items",
    "栏目信息",
    "一行一条栏目信息。",
    ("item",),
    (
        text("item", "信息编号", required=True),
        text("site_column", "栏目编号", "栏目ID", refers="site_columns", required=True),
        text("title", "标题", "信息标题"),
        day("published_d", "发布日期", "发布时间", required=True),
        integer("covers_year", "所属年度", "年度"),
    ),
    ("栏目更新", "栏目内容"),
)

OFFLINE_PERIODS = Relation(
    "offline_periods",
    "网站下线",
    "一行一次网站下线。",
    ("period",),
    (
        text("period", "下线编号", "编号", required=True),
        SITE,
        choice(
            "kind",
            "下线类型",
            "TEMPORARY=临时下线/临时, EMERGENCY=紧急关停/不可抗力, PERMANENT=永久下线/永久",
            required=True,
        ),
        text("reason", "下线原因", "原因"),
        day("from_d", "下线日期", "开始日期", required=True),
        day("until_d", "恢复日期", "结束日期"),
        text("approved_by", "批准机关"),
        day("approved_d", "批准日期"),
        day("reported_d", "报备日期", "逐级报备日期"),
        day("announced_d", "公告日期"),
    ),
    ("临时下线", "下线台账"),
)

RECEIPTS = Relation(
    "receipts",
    "系统报送",
    "一行一个账号在一个上级系统里的登记。",
    ("account", "system"),
    (
        ACCOUNT,
        text("system", "报送系统", "系统", "系统名称", required=True),
        day("submitted_d", "报送日期", "填报日期"),
        text("receipt", "回执编号", "回执"),
    ),
    ("报送回执", "交换回执"),
)

RELATIONS = (
    ORGANIZATIONS,
    ACCOUNTS,
    CERTIFICATIONS,
    MENUS,
    LIFE_EVENTS,
    FILINGS,
    ANNOUNCEMENTS,
    RECEIPTS,
    SITES,
    SITE_COLUMNS,
    COLUMN_ITEMS,
    OFFLINE_PERIODS,
)
