"""Whether the public can speak, and is answered."""

from __future__ import annotations

from .check import Check, check
from .shapes import Holds, Term

_LIVE = "s.state = 'operating'"
_VALID = "COALESCE(s.is_valid, 1) = 1"


def _module(code: str, column: str, name: str) -> Check:
    return check(
        f"interaction.{code.lower()}_module",
        title=f"没有{name}模块",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            kind=f"'{code}'",
            bad=f"s.{column} = 0",
            unknown=f"s.{column} IS NULL",
        ),
        rule="interaction.modules",
        says=f"没有设{name}模块",
        mend="增设相应互动模块",
        source="interaction-modules",
    )


CHECKS = (
    check(
        "interaction.comments_open",
        title="关闭留言、评论",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            bad="s.comments_open = 0 OR s.messages_open = 0",
            unknown="(s.comments_open IS NULL AND COALESCE(s.messages_open, 1) = 1) "
            "OR (s.messages_open IS NULL AND s.comments_open = 1)",
        ),
        rule="interaction.comment_open",
        says="评论或留言功能处于关闭状态",
        mend="开放评论和留言；确需暂时关闭的，报经批准并写明期限",
        source="comment-open",
    ),
    check(
        "interaction.private_open",
        title="关闭私信",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            bad="s.private_messages_open = 0",
            unknown="s.private_messages_open IS NULL",
        ),
        rule="interaction.private_open",
        says="私信功能处于关闭状态",
        mend="开放私信；确需暂时关闭的，报经批准并写明期限",
        source="comment-open",
    ),
    _module("COMMENT", "has_comment_module", "留言评论"),
    _module("SURVEY", "has_survey_module", "征集调查"),
    _module("CONSULT", "has_consult_module", "咨询投诉"),
    check(
        "interaction.effective",
        title="没有有效的互动功能",
        shape=Holds(
            subjects="accounts",
            only=_LIVE,
            bad="s.interaction_works = 0",
            unknown="s.interaction_works IS NULL",
        ),
        rule="interaction.effective_channel",
        says="互动功能无效",
        mend="修复或增设互动功能",
        source="interaction-modules comment-reply",
    ),
    check(
        "interaction.site_channel",
        title="网站没有网上咨询渠道",
        shape=Holds(
            subjects="sites",
            only=_LIVE,
            bad="s.has_consult_channel = 0",
            unknown="s.has_consult_channel IS NULL",
        ),
        rule="interaction.site_channel",
        says="没有有效的网上咨询、建言渠道",
        mend="开通网上咨询渠道",
        source="interaction-modules",
    ),
    check(
        "interaction.reply_time",
        title="留言答复超期",
        shape=Term(
            subjects="messages",
            only=_VALID,
            kind="s.kind",
            start="s.received_d",
            done="s.replied_d",
            also=("replies",),
        ),
        rule="interaction.reply_deadline",
        says="{since} 收到的留言，经过 {observed} {unit}才答复或仍未答复，时限为 {limit} {unit}",
        mend="立即答复；答复前先告知受理",
        source="comment-reply reply-timelimit",
    ),
    check(
        "interaction.unanswered",
        title="网站留言长期无人答复",
        shape=Term(
            subjects="messages",
            only=f"{_VALID} AND s.site <> '' AND s.replied_d IS NULL "
            "AND s.received_d > {unanswered_d}",
            start="s.received_d",
            done="s.replied_d",
            also=("replies",),
        ),
        rule="interaction.unanswered_max",
        says="{since} 收到的留言已 {observed} 天没有答复，最长不得超过 {limit} 天",
        mend="立即答复并说明原因",
        source="comment-reply",
    ),
)
