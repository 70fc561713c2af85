"""Whether accounts are whose they should be, as many as they may be, and named as they must be."""

from __future__ import annotations

from .check import check
from .shapes import AtMost, Holds, Present, Same

_LIVE = "s.state = 'operating'"
_ACTIVE = "e.state = 'operating' OR e.state = 'suspended'"
_CERTIFIED = "s.state = 'operating' AND COALESCE(s.is_certified, 1) = 1"
# An account just opened need not be filed before the term for filing has run out.
_FILING_DUE = (
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'filing.deadline' AND q.kind = 'OPEN' "
    "AND q.from_d <= COALESCE(s.opened_d, s.registered_d) "
    "AND COALESCE(s.opened_d, s.registered_d) < q.until_d "
    "LEFT JOIN days b ON b.d = COALESCE(s.opened_d, s.registered_d) "
    "LEFT JOIN days w ON w.workday_n = b.workday_n + q.amount AND w.is_workday = 1"
)
_CERTIFIER_UNKNOWN = (
    "(s.certified_subject_kind = '' AND COALESCE(s.is_certified, 1) = 1 "
    "AND COALESCE(s.certified_is_sponsor, 0) = 0)"
)

CHECKS = (
    check(
        "accounts.one_per_platform",
        title="同一平台账号超出数量",
        shape=AtMost(
            subjects="organizations",
            rows="accounts",
            owner="e.organization",
            group="e.platform || '/' || e.account_type",
            only=f"({_ACTIVE}) AND (e.platform <> 'wechat' OR e.account_type <> '')",
        ),
        rule="accounts.max_per_platform",
        says="在{item}上有 {observed} 个同类账号，上限为 {limit} 个",
        mend="合并或关停多余账号；确有需要的，报经批准并登记例外",
        source="one-per-platform cleanup-deadline",
        item_words=("accounts", "platform"),
    ),
    check(
        "accounts.one_type_per_platform",
        title="同一平台有多类账号",
        shape=AtMost(
            subjects="organizations",
            rows="accounts",
            owner="e.organization",
            group="e.platform",
            only=_ACTIVE,
            mildest=4,
        ),
        rule="accounts.max_per_platform",
        says="在{item}上共有 {observed} 个账号（含不同类型），上限为 {limit} 个",
        mend="核对不同类型的账号是否都有必要，能合并的合并",
        source="one-per-platform",
        item_words=("accounts", "platform"),
    ),
    check(
        "accounts.name_consistent",
        title="跨平台名称不一致",
        shape=Same(
            subjects="organizations",
            rows="accounts",
            owner="e.organization",
            value="name_norm",
            shown="name",
            only="e.state = 'operating'",
        ),
        rule="accounts.name_consistent",
        says="各平台账号共有 {observed} 个不同名称（如“{item}”），应当一致",
        mend="统一各平台账号名称，办理变更备案并公告",
        source="name-consistency",
    ),
    check(
        "accounts.certified_subject",
        title="认证主体与主办单位不一致",
        shape=Holds(
            subjects="accounts",
            only=_CERTIFIED,
            bad="s.certified_is_sponsor = 0",
            unknown="s.certified_is_sponsor IS NULL",
            item="s.certified_subject",
        ),
        rule="accounts.certified_subject_agrees",
        says="认证主体为“{item}”，与主办单位不一致",
        mend="在平台变更认证主体为主办单位",
        source="account-subject cleanup-consolidation",
    ),
    check(
        "accounts.certification_names_sponsor",
        title="认证信息未写明主办单位",
        shape=Holds(
            subjects="accounts",
            only=_CERTIFIED,
            bad="s.certification_names_sponsor = 0",
            unknown="s.certification_names_sponsor IS NULL",
            item="s.certification_text",
        ),
        rule="accounts.certification_names_sponsor",
        says="公开认证信息“{item}”没有写明主办单位",
        mend="在平台补正公开认证信息",
        source="cert-info-host",
    ),
    check(
        "accounts.internal_subject",
        title="内设机构作账号主体",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            bad="s.registered_subject_kind = 'internal' OR s.certified_subject_kind = 'internal'",
            unknown="s.registered_subject_kind <> 'internal' "
            "AND s.certified_subject_kind <> 'internal' "
            f"AND (s.registered_subject_kind = '' OR {_CERTIFIER_UNKNOWN})",
            item="CASE WHEN s.registered_subject_kind = 'internal' THEN s.registered_subject "
            "ELSE s.certified_subject END",
        ),
        rule="accounts.internal_organ_forbidden",
        says="账号主体或认证主体“{item}”是内设机构",
        mend="改以单位名义注册、认证",
        source="account-subject",
    ),
    check(
        "accounts.individual_subject",
        title="个人作账号主体",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            bad="s.registered_subject_kind = 'individual' OR s.certified_subject_kind = 'individual'",
            unknown="s.registered_subject_kind <> 'individual' "
            "AND s.certified_subject_kind <> 'individual' "
            f"AND (s.registered_subject_kind = '' OR {_CERTIFIER_UNKNOWN})",
        ),
        rule="accounts.individual_forbidden",
        says="账号以个人名义注册或认证",
        mend="改以单位名义注册、认证，或者注销",
        source="account-subject public-private-separation",
    ),
    check(
        "accounts.approved_first",
        title="未先批准即注册",
        shape=Holds(
            subjects="accounts",
            only="s.registered_d IS NOT NULL",
            day="s.registered_d",
            bad="s.registered_d < s.approved_d OR (s.approved_d IS NULL AND s.is_approved = 0)",
            unknown="s.approved_d IS NULL AND COALESCE(s.is_approved, 1) = 1",
            since="s.registered_d",
        ),
        rule="opening.approval_first",
        says="在 {since} 注册，早于批准或者没有批准",
        mend="补办审批；不予批准的，注销账号",
        source="approve-before-register opening-approval",
    ),
    check(
        "accounts.frozen_opening",
        title="原则上不得新开而新开",
        shape=Holds(
            subjects="accounts",
            only="s.registered_d IS NOT NULL AND s.state <> 'deregistered'",
            day="s.registered_d",
            bad="s.approved_d IS NULL AND s.is_approved = 0",
            unknown="s.approved_d IS NULL AND s.is_approved IS NULL",
            since="s.registered_d",
        ),
        rule="opening.frozen_in_principle",
        says="{since} 新开，没有经批准的保留或特殊理由",
        mend="并入上级或县级账号；确需保留的，提出申请并登记批准",
        source="opening-principle",
    ),
    check(
        "accounts.approved",
        title="未备案账号",
        shape=Holds(
            subjects="accounts",
            only="s.state <> 'deregistered'",
            bad="s.is_filed = 0",
            unknown="s.is_filed IS NULL",
            since="COALESCE(s.opened_d, s.registered_d)",
            join=_FILING_DUE,
            off="r.amount = 0 OR (w.d >= {seen_d} AND COALESCE(s.is_filed, 0) = 0)",
        ),
        rule="accounts.approved_only",
        says="账号没有备案",
        mend="补办备案；不予备案的，注销账号",
        source="unapproved-account filing-retroactive filing-verification",
    ),
    check(
        "accounts.filed_everywhere",
        title="没有在全部系统备案",
        shape=Present(
            subjects="accounts",
            rows="receipts",
            match="e.account",
            thing="e.system",
            having="e.submitted_d <= {seen_d}",
            join=_FILING_DUE,
            only=f"{_LIVE} AND (w.d IS NULL OR w.d < {{seen_d}})",
        ),
        rule="filing.systems",
        says="没有在以下系统登记：{item}",
        mend="在所列系统补报并取得回执",
        source="filing-completeness interop-national-newmedia",
    ),
    check(
        "accounts.licence",
        title="缺少或逾期的服务资质",
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating' AND COALESCE(s.provides_news, 1) = 1",
            bad="(s.license_number = '' AND COALESCE(s.has_license, 0) = 0) "
            "OR s.license_until_d < {on_d}",
            unknown="s.provides_news IS NULL "
            "OR (s.license_number <> '' AND s.license_until_d IS NULL)",
            since="s.license_until_d",
        ),
        rule="accounts.licence_required",
        says="提供互联网新闻信息或视听服务，但没有在有效期内的许可",
        mend="取得或续办许可；取得之前停止该项服务",
        source="licence",
    ),
    check(
        "accounts.app_opening",
        title="不应开设的移动客户端",
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating' AND s.platform = 'app'",
            bad="s.unit_level <> 'government'",
            unknown="s.unit_level = ''",
        ),
        rule="opening.app_governments_only",
        says="主办单位不是本级政府而开设移动客户端",
        mend="停止运营，并入政府客户端；确有特殊需求的，报经批准并登记例外",
        source="app-opening-restriction",
    ),
    check(
        "accounts.app_usable",
        title="移动客户端不能下载或使用",
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating' AND s.platform = 'app'",
            bad="s.is_usable = 0",
            unknown="s.is_usable IS NULL",
        ),
        rule="app.available",
        says="移动客户端不能下载或者不能使用",
        mend="修复；不再运营的，办理注销并下架",
        source="monitoring-routine",
    ),
    check(
        "accounts.app_takedown",
        title="注销后仍有下载链接",
        shape=Holds(
            subjects="accounts",
            only="s.platform = 'app' AND s.state = 'deregistered'",
            bad="s.store_links_left > 0",
            unknown="s.store_links_left IS NULL",
            observed="s.store_links_left",
            allowed="0",
            since="s.stopped_d",
        ),
        rule="filing.app_takedown",
        says="客户端注销后仍有 {observed} 处下载链接没有清除",
        mend="在各应用市场下架并清除全部链接，留存证明",
        source="app-takedown",
    ),
    check(
        "accounts.supervisor",
        title="账号没有主管单位",
        shape=Holds(
            subjects="accounts", only=_LIVE, bad="s.supervisor = ''", asks="supervisor", mildest=4
        ),
        rule="accounts.supervisor_required",
        says="台账没有写明主管单位",
        mend="明确主管单位并登记",
        source="supervisor-map host-responsibility-principle",
    ),
    check(
        "accounts.supervising_office",
        title="单位没有指定主管科室",
        shape=Holds(
            subjects="organizations",
            only="s.accounts_n > 0 AND s.level <> 'government' AND s.level <> 'subordinate' "
            "AND s.kind <> 'internal'",
            bad="s.supervising_office = ''",
            asks="supervising_office",
        ),
        rule="people.supervising_office",
        says="有在用账号，但没有指定负责的办公室或股室",
        mend="指定负责科室并登记",
        source="supervisor-map",
    ),
    check(
        "accounts.section",
        title="账号没有管理运营科室",
        shape=Holds(subjects="accounts", only=_LIVE, bad="s.section = ''", asks="section"),
        rule="accounts.section_required",
        says="没有指定专门的管理运营科室",
        mend="指定科室并登记",
        source="host-responsibility-principle",
    ),
    check(
        "accounts.tasks",
        title="没有申报账号任务",
        shape=Holds(subjects="accounts", only=_LIVE, bad="s.tasks = ''", asks="tasks", mildest=4),
        rule="accounts.task_count",
        says="台账没有写明承担哪些任务",
        mend="按规定的任务项申报",
        source="media-tasks",
    ),
    check(
        "accounts.government_has",
        title="本级政府没有政务新媒体",
        shape=Holds(
            subjects="organizations",
            only="s.level = 'government'",
            bad="s.accounts_n = 0",
            also=("accounts",),
        ),
        rule="opening.government_shall",
        says="本级政府没有在用的政务新媒体",
        mend="按程序开设",
        source="opening-principle",
    ),
    check(
        "accounts.menus",
        title="没有登记菜单",
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating' AND (s.platform = 'wechat' OR s.platform = 'app')",
            join="LEFT JOIN (SELECT account, COUNT(*) AS c FROM menus GROUP BY account) n "
            "ON n.account = s.subject",
            also=("menus",),
            bad="n.c IS NULL",
        ),
        rule="accounts.menu_levels",
        says="微信或客户端账号没有登记栏目菜单",
        mend="补登各级菜单",
        source="form-filing-registration",
    ),
    check(
        "codes.credit_code",
        title="统一社会信用代码校验不符",
        shape=Holds(
            subjects="organizations",
            only="s.kind <> 'internal'",
            bad="s.credit_code_ok = 0",
            unknown="s.credit_code_ok IS NULL",
            item="s.credit_code",
        ),
        rule="codes.credit_code",
        says="统一社会信用代码“{item}”校验不符",
        mend="核对登记证书后更正",
        source="filing-verification",
    ),
    check(
        "codes.org_code",
        title="组织机构代码校验不符",
        shape=Holds(
            subjects="organizations",
            only="s.org_code <> ''",
            bad="s.org_code_ok = 0",
            item="s.org_code",
        ),
        rule="codes.org_code",
        says="组织机构代码“{item}”校验不符",
        mend="核对后更正",
        source="filing-verification",
    ),
)
