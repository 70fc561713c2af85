"""Whether what is reposted, mapped and interpreted is what it may and must be."""

from __future__ import annotations

from .check import check
from .shapes import Holds, Term

_RELEASED = "s.published_d > {since_d} AND s.published_d <= {seen_d}"
_LISTED = (
    "LEFT JOIN sources o ON o.source = s.source AND (o.until_d IS NULL OR o.until_d >= s.published_d) "
    "LEFT JOIN rules q ON q.place = s.book AND q.rule = 'reposts.allowed_sources' "
    "AND q.kind = o.category AND q.from_d <= s.published_d AND s.published_d < q.until_d"
)
_REPOSTED = (
    "LEFT JOIN (SELECT repost_of, account_n, MIN(published_d) AS done_d FROM publications "
    "WHERE repost_of <> '' AND published_d <= {seen_d} GROUP BY repost_of, account_n) p "
    "ON p.repost_of = s.item AND p.account_n = s.account_n"
)

CHECKS = (
    check(
        "content.repost_source",
        title="转载来源不在名单",
        shape=Holds(
            subjects="publications",
            only=f"{_RELEASED} AND s.origin = 'repost'",
            day="s.published_d",
            join=_LISTED,
            also=("sources",),
            bad="q.rule IS NULL",
            unknown="s.source = ''",
            item="s.source",
            since="s.published_d",
        ),
        rule="reposts.source_required",
        says="{since} 转载自“{item}”，不在可转载稿源之列",
        mend="撤下或改用名单内来源；确有必要的，报经批准并登记",
        source="repost-source",
    ),
    check(
        "content.must_repost",
        title="应转信息没有及时转载",
        shape=Term(
            subjects="must_reposts",
            start="s.issued_d",
            done="p.done_d",
            join=_REPOSTED,
            also=("publications",),
        ),
        rule="reposts.within",
        says="{since} 下达的应转信息，经过 {observed} 天才转载或仍未转载，时限为 {limit} 天",
        mend="立即转载",
        source="repost-mandatory",
    ),
    check(
        "content.map_number",
        title="地图没有审图号",
        shape=Holds(
            subjects="publications",
            only=f"{_RELEASED} AND s.needs_map_number = 1",
            day="s.published_d",
            bad="s.map_number = '' OR s.map_number_ok = 0",
            item="s.map_number",
            since="s.published_d",
        ),
        rule="content.map_approval",
        says="{since} 发布的地图没有合规的审图号",
        mend="更换为标准地图或补注审图号",
        source="map-approval",
    ),
    check(
        "content.interpretation",
        title="政策没有解读",
        shape=Holds(
            subjects="policies",
            only="s.is_important = 1 AND s.published_d > {since_d} AND s.published_d <= {seen_d}",
            day="s.published_d",
            bad="s.interpreted_on_site_d IS NULL AND s.interpreted_on_account_d IS NULL",
            since="s.published_d",
        ),
        rule="content.interpretation",
        says="{since} 印发的政策文件没有解读",
        mend="补发解读，并与文件相互链接",
        source="policy-interpretation",
    ),
    check(
        "content.website_sync",
        title="解读没有在网站和新媒体同步",
        shape=Holds(
            subjects="policies",
            only="s.is_important = 1 AND s.published_d > {since_d} AND s.published_d <= {seen_d} "
            "AND (s.interpreted_on_site_d IS NOT NULL OR s.interpreted_on_account_d IS NOT NULL)",
            day="s.published_d",
            bad="s.interpreted_on_site_d IS NULL OR s.interpreted_on_account_d IS NULL",
            since="s.published_d",
            off="1 = 0",
        ),
        rule="content.website_sync",
        says="{since} 印发的政策文件只在网站或新媒体一侧解读",
        mend="在另一侧补发解读",
        source="website-sync",
    ),
)
