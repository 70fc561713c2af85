"""Whether accounts keep speaking."""

from __future__ import annotations

from .check import check
from .shapes import Gap, Renewal, Weekly

_OPERATING = "s.state = 'operating'"
_COMPLETE = "COALESCE(s.publications_complete, 1)"

CHECKS = (
    check(
        "updates.gap",
        title="更新间隔过长",
        shape=Gap(
            subjects="accounts",
            events="publications",
            match="e.account_n",
            key="s.account_n",
            at="published_d",
            since="s.opened_d",
            complete=_COMPLETE,
            kind="s.form",
            only=_OPERATING,
        ),
        rule="updates.max_gap",
        says="自 {since} 起连续 {observed} 天没有更新，上限为 {limit} 天",
        mend="尽快发布信息；确无力维护的，办理关停或注销备案",
        source="update-interval",
    ),
    check(
        "updates.weekly",
        title="有的自然周没有更新",
        shape=Weekly(
            subjects="accounts",
            events="publications",
            match="e.account_n",
            key="s.account_n",
            at="published_d",
            since="s.opened_d",
            complete=_COMPLETE,
            kind="s.form",
            only=_OPERATING,
            beside="updates.max_gap",
        ),
        rule="updates.min_per_week",
        says="{since} 起的一周只更新 {observed} 次，每周至少应更新 {limit} 次",
        mend="每个自然周至少安排一次更新；确无力维护的，办理关停或注销备案",
        source="update-interval",
    ),
    check(
        "updates.dormant",
        title="僵尸、睡眠账号",
        shape=Renewal(
            subjects="accounts",
            events="publications",
            source="spans_publications",
            match="e.k",
            key="s.account_n",
            at="last_d",
            since="s.opened_d",
            complete=_COMPLETE,
            only=_OPERATING,
        ),
        rule="updates.dormant_days",
        says="自 {since} 起已 {observed} 天没有发布任何信息，认定天数为 {limit} 天",
        mend="恢复更新，或者提出合并、关停、注销",
        source="dormant-account rectify-symptoms",
    ),
)
