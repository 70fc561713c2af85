"""Whether posts are filled by the right people, with papers, contracts and training."""

from __future__ import annotations

from .check import check
from .shapes import CountPerPeriod, Holds, Present, Renewal

_KEEPERS = "s.accounts_n > 0"
_IN_POST = "e.from_d <= {on_d} AND (e.until_d IS NULL OR e.until_d >= {on_d})"
_IN_FORCE = "e.signed_d <= {on_d} AND (e.until_d IS NULL OR e.until_d >= {on_d})"
_MONITORS_OWN_WORK = (
    "LEFT JOIN (SELECT m.organization, COUNT(*) AS c FROM positions m "
    "JOIN positions w ON w.organization = m.organization AND w.person = m.person "
    "AND (w.post = 'EDITOR' OR w.post = 'ADMIN' OR w.post = 'MAINTAINER') "
    "AND w.from_d <= {on_d} AND (w.until_d IS NULL OR w.until_d >= {on_d}) "
    "WHERE m.post = 'MONITOR' AND m.from_d <= {on_d} "
    "AND (m.until_d IS NULL OR m.until_d >= {on_d}) GROUP BY m.organization) b "
    "ON b.organization = s.subject"
)
_OUTSIDE_ADMINS = (
    "LEFT JOIN (SELECT e.organization, COUNT(*) AS n, SUM(e.is_outsourced) AS c, "
    "SUM(CASE WHEN e.is_outsourced IS NULL THEN 1 ELSE 0 END) AS unknown "
    f"FROM positions e WHERE e.post = 'ADMIN' AND {_IN_POST} GROUP BY e.organization) b "
    "ON b.organization = s.subject"
)
_CONTRACT_HELD = (
    "LEFT JOIN (SELECT e.account, COUNT(*) AS c FROM contracts e WHERE "
    "e.from_d <= {on_d} AND (e.until_d IS NULL OR e.until_d >= {on_d}) GROUP BY e.account) b "
    "ON b.account = s.subject"
)


def _papers(also_having: str = "") -> Present:
    """Return the shape of papers in force, one for each matter the rule lists."""
    return Present(
        subjects="organizations",
        rows="attestations",
        match="e.organization",
        thing="e.matter",
        having=_IN_FORCE + also_having,
        only=_KEEPERS,
    )


def _enough(post: str, also_only: str = "") -> Present:
    """Return the shape of at least as many in a post as the rule says."""
    return Present(
        subjects="organizations",
        rows="positions",
        match="e.organization",
        thing="e.post",
        having=_IN_POST,
        wanted=f"'{post}'",
        shown=f"'{post}'",
        least="r.amount",
        only=_KEEPERS + also_only,
    )


CHECKS = (
    check(
        "people.required_posts",
        title="应配岗位空缺",
        shape=Present(
            subjects="organizations",
            rows="positions",
            match="e.organization",
            thing="e.post",
            having=f"{_IN_POST} AND COALESCE(e.is_backup, 0) = 0",
            only=_KEEPERS,
        ),
        rule="people.required_posts",
        says="以下岗位空缺：{item}",
        mend="明确人选并报备",
        source="required-roles three-staff-roles",
        item_words=("positions", "post"),
    ),
    check(
        "people.min_editors",
        title="采编（信息维护）人员不足",
        shape=_enough("EDITOR"),
        rule="people.min_editors",
        says="{item}不足 {limit} 人",
        mend="配足人员并报备",
        source="staffing-minimum",
        item_words=("positions", "post"),
    ),
    check(
        "people.min_monitors",
        title="内容监督人员不足",
        shape=_enough("MONITOR", " AND s.level = 'department'"),
        rule="people.min_monitors",
        says="{item}不足 {limit} 人",
        mend="配足人员并报备",
        source="staffing-minimum",
        item_words=("positions", "post"),
    ),
    check(
        "people.backup",
        title="没有设 AB 岗",
        shape=Present(
            subjects="organizations",
            rows="positions",
            match="e.organization",
            thing="'B'",
            having=f"{_IN_POST} AND e.is_backup = 1",
            wanted="'B'",
            shown="'B'",
            only=_KEEPERS,
        ),
        rule="people.backup_post",
        says="没有设 {item} 岗",
        mend="为采编等岗位设 B 岗",
        source="staffing-minimum",
    ),
    check(
        "people.full_time",
        title="没有专职维护人员",
        shape=Present(
            subjects="organizations",
            rows="positions",
            match="e.organization",
            thing="'1'",
            having=f"{_IN_POST} AND e.is_full_time = 1",
            wanted="'1'",
            shown="''",
            only=_KEEPERS,
        ),
        rule="people.full_time_required",
        says="没有在岗的专职维护人员",
        mend="配备专职维护人员",
        source="staffing",
    ),
    check(
        "people.separation",
        title="监督员监督自己的工作",
        shape=Holds(
            subjects="organizations",
            only=_KEEPERS,
            join=_MONITORS_OWN_WORK,
            also=("positions",),
            bad="b.c > 0",
            rests_on_absence=0,
        ),
        rule="people.separation",
        says="内容监督员同时承担采编、维护或账号管理",
        mend="由他人担任监督员，或由其他单位互审",
        source="separation-of-duties three-staff-roles",
    ),
    check(
        "people.admin_outsourced",
        title="外包人员任账号管理员",
        shape=Holds(
            subjects="organizations",
            only=_KEEPERS,
            join=_OUTSIDE_ADMINS,
            also=("positions",),
            bad="b.c > 0",
            unknown="b.n IS NULL OR (b.unknown > 0 AND COALESCE(b.c, 0) = 0)",
            rests_on_absence=0,
        ),
        rule="outsourcing.admin_forbidden",
        says="账号管理员由外包人员担任",
        mend="改由本单位在编或专职人员担任",
        source="admin-not-outsourced",
    ),
    check(
        "people.host_rules",
        title="制度机制不全",
        shape=_papers(),
        rule="people.host_rules",
        says="缺少或已过期的制度、机制：{item}",
        mend="制定或修订后登记",
        source="host-rules",
    ),
    check(
        "people.annual_attestations",
        title="年度承诺、证明缺失或过期",
        shape=_papers(" AND e.signed_d > {year_ago_d}"),
        rule="security.annual_attestations",
        says="一年内没有签署或已过期：{item}",
        mend="由负责人签署并登记",
        source="security-responsibility staff-discipline resources public-private-separation",
    ),
    check(
        "security.documents",
        title="安全制度文件不全",
        shape=_papers(),
        rule="security.documents",
        says="缺少或已过期的安全制度文件：{item}",
        mend="制定或修订后登记",
        source="security-system",
    ),
    check(
        "training.yearly",
        title="年度培训次数不足",
        shape=CountPerPeriod(
            subjects="organizations",
            events="training",
            match="e.organization",
            key="s.subject",
            at="held_d",
            period="year",
            after="{year_ago_d}",
            since="s.established_d",
            only=_KEEPERS,
        ),
        rule="training.min_per_year",
        says="上一年度参加培训 {observed} 次，每年至少 {limit} 次",
        mend="安排培训并登记",
        source="training",
    ),
    check(
        "training.areas",
        title="培训内容未覆盖规定能力",
        shape=Present(
            subjects="organizations",
            rows="training",
            match="e.organization",
            thing="e.area",
            having="e.held_d > {year_ago_d} AND e.held_d <= {seen_d}",
            only=_KEEPERS,
        ),
        rule="training.areas",
        says="近一年培训未覆盖：{item}",
        mend="补充相应内容的培训",
        source="training-curriculum",
    ),
    check(
        "outsourcing.contract",
        title="购买服务没有在用合同",
        shape=Holds(
            subjects="accounts",
            only="s.state = 'operating' AND s.operation_mode = 'purchased'",
            join=_CONTRACT_HELD,
            also=("contracts",),
            bad="b.c IS NULL",
        ),
        rule="outsourcing.contract_required",
        says="运营模式为购买服务，但没有在有效期内的合同",
        mend="签订或续签合同；合同终止的，改为自营并收回权限",
        source="outsourcing-selection form-inventory",
    ),
    check(
        "outsourcing.documents",
        title="委托材料缺失或过期",
        shape=Present(
            subjects="contracts",
            rows="contract_papers",
            match="e.contract",
            thing="e.paper",
            having="e.signed_d <= {on_d} AND (e.until_d IS NULL OR e.until_d >= {on_d})",
            only="s.from_d <= {on_d} AND (s.until_d IS NULL OR s.until_d >= {on_d})",
            since="s.from_d",
        ),
        rule="outsourcing.documents",
        says="合同缺少或已过期的材料：{item}",
        mend="补签材料；补齐之前暂停受托方权限",
        source="outsourcing-agreement",
    ),
    check(
        "outsourcing.qualification",
        title="受托方资质过期",
        shape=Holds(
            subjects="contracts",
            only="s.from_d <= {on_d} AND (s.until_d IS NULL OR s.until_d >= {on_d})",
            bad="s.qualified_until_d < {on_d}",
            unknown="s.qualified_until_d IS NULL",
            since="s.qualified_until_d",
        ),
        rule="outsourcing.qualification",
        says="受托方资质证明已于 {since} 到期",
        mend="核验并更新资质证明",
        source="outsourcing-oversight outsourcing-selection",
    ),
    check(
        "inspection.monitor_rhythm",
        title="监督员没有定期检查",
        shape=Renewal(
            subjects="organizations",
            events="inspections",
            match="e.organization",
            key="s.subject",
            at="closed_d",
            having="e.kind = 'MONITOR'",
            since="r.from_d",
            only=_KEEPERS,
        ),
        rule="inspection.monitor_interval",
        says="内容监督员已 {observed} 天没有检查，应在 {limit} 天内检查一次",
        mend="由内容监督员检查并登记结论",
        source="supervisor-check",
    ),
)
