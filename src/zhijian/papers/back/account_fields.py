"""Fields of a form that say something of one account: where each is kept, or why it is not taken.

Which field of a form this is, is told by its source: another form with the same sources is read
the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.core.facts.reading.composite import person_and_phone
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.forms.model import Field
from zhijian.core.forms.values import Plain
from zhijian.ledger.models import Account
from zhijian.papers.back.difference import BLANK, Difference, Write, Writes, shown
from zhijian.papers.sources.account import MODES, TASKS, functions

PLAIN = {
    "account.created_on": "registered_on",
    "account.opened_on": "opened_on",
    "account.is_certified": "is_certified",
    "account.certified_subject": "certified_subject",
    "account.registered_subject": "registered_subject",
    "account.has_license": "has_license",
    "account.supervisor": "supervisor",
    "account.link": "link",
    "account.introduction": "introduction",
    "operator.name": "operator",
    "operator.leader": "operator_leader",
    "row.certified_subject": "certified_subject",
    "row.is_certified": "is_certified",
    "row.supervisor": "supervisor",
    "row.operator": "operator",
    "row.operator_person": "operator_contact",
    "row.operator_phone": "operator_phone",
    "row.budget": "budget_per_year",
    "row.reads": "reads",
    "row.frequency": "update_frequency",
    "row.opened_on": "opened_on",
    "row.has_dedicated_staff": "has_dedicated_staff",
    "row.headcount": "staff_count",
}
"""Sources whose value is that of one field of the account."""
REFUSED = {
    "account.name": ("名称变动须备案，不直接修改", "rename"),
    "row.name": ("名称变动须备案，不直接修改", "rename"),
    "unit.name": ("主办单位变动须备案，不直接修改", "sponsor"),
    "row.unit": ("主办单位变动须备案，不直接修改", "sponsor"),
    "account.state": ("运行状态变动须备案，不直接修改", "ending"),
    "row.state": ("运行状态变动须备案，不直接修改", "ending"),
    "account.platform": ("账号换平台即是另一个账号，请另行登记", ""),
    "row.platform": ("账号换平台即是另一个账号，请另行登记", ""),
    "row.platform_operator": ("平台方由平台目录决定，不从表上修改", ""),
    "row.measure": ("整改措施在清理整合中决定并留下理由", "campaign"),
    "row.problems": ("存在问题在清理整合中登记", "campaign"),
    "row.measure_due": ("完成时限是清理整合的期限", "campaign"),
    "row.host_head": ("负责人变动在岗位登记中办理", "staff"),
    "row.host_phone": ("单位负责人的电话在人员台账中修改", "staff"),
    "unit.principal": ("负责人变动在岗位登记中办理", "staff"),
    "unit.leader": ("分管领导变动在岗位登记中办理", "staff"),
    "event.reason": ("理由写在办件里，请在办件页面填写", ""),
}
"""Sources that are not taken over from a paper: the reason, and what is done instead."""
SILENT = ("today", "now", "user.", "place.", "office.", "row.number", "row.same_platform")
"""Sources of the paper itself: a difference says nothing of the register."""


@dataclass(frozen=True)
class Compared:
    """One field of a form beside what the register would print there."""

    asked: Field
    account: Account
    stands: Plain
    paper: Plain
    key: str
    label: str

    def refused(self, why: str, matter: str = "") -> Difference:
        """The difference, not taken over."""
        return Difference(
            self.key,
            self.label,
            shown(self.asked, self.stands),
            shown(self.asked, self.paper),
            None,
            why,
            matter,
        )

    def written(self, why: str = "", **values: Any) -> Difference:
        """The difference, taken over into fields of the account."""
        return Difference(
            self.key,
            self.label,
            shown(self.asked, self.stands),
            shown(self.asked, self.paper),
            Write(Writes.ACCOUNT, self.account.pk, values),
            why,
        )


def difference_of(one: Compared) -> Difference | None:
    """The difference of a field; None if there is none, or none that matters."""
    source = one.asked.source
    if one.stands == one.paper or not source or source.startswith(SILENT):
        return None
    if isinstance(one.stands, bytes) or isinstance(one.paper, bytes):
        return None
    if source in REFUSED:
        return one.refused(*REFUSED[source]) if one.paper is not None else None
    if one.paper is None:
        return one.refused(BLANK)
    if source in PLAIN:
        return one.written(**{PLAIN[source]: one.paper})
    special = SPECIAL.get(source)
    return special(one) if special else one.refused("台账不从表上修改这一项")


def _handle(one: Compared) -> Difference:
    if one.account.handle:
        return one.refused("账号ID变动须备案，不直接修改", "rename")
    return one.written(handle=one.paper)


def _followers(one: Compared) -> Difference:
    return Difference(
        one.key,
        one.label,
        shown(one.asked, one.stands),
        shown(one.asked, one.paper),
        Write(Writes.FOLLOWERS, one.account.pk, {"followers": one.paper}),
        "按填表日期登记为当天的关注量",
    )


def _mode(one: Compared) -> Difference:
    code = next((code for code, said in MODES.items() if one.paper in said.words), "")
    return one.written(operation_mode=code) if code else one.refused("认不出这种运营模式")


def _functions(one: Compared) -> Difference:
    """What the form has an option for is taken; what it only ticks as 其他 stays as it was."""
    codes = {word: code for code, words in TASKS.items() for word in words}
    words = [str(word) for word in one.paper] if isinstance(one.paper, list | tuple) else []
    chosen = [codes.get(word, word) for word in words if not word.startswith("其他")]
    if any(word.startswith("其他") for word in words):
        told = {word for said in functions(one.account) for word in said.words}
        options = set(one.asked.options)
        others = [said.words[0] for said in functions(one.account) if not set(said.words) & options]
        chosen += [word for word in others if word in told and word not in chosen]
    return one.written(tasks="、".join(chosen))


def _platform_functions(one: Compared) -> Difference:
    """The type of the account (订阅号、服务号); its platform stays."""
    from zhijian.papers.platforms import catalogue

    known = catalogue().platforms.get(one.account.platform)
    held = set(one.paper) if isinstance(one.paper, list | tuple) else set()
    stood = set(one.stands) if isinstance(one.stands, list | tuple) else set()
    codes = [code for code, title in (known.types if known else {}).items() if title in held]
    subs = {sub for each in one.asked.sub_options.values() for sub in each}
    if held - subs == stood - subs and len(codes) == 1:
        return one.written(account_type=codes[0])
    return one.refused("账号换平台即是另一个账号，请另行登记")


def _operator_contact(one: Compared) -> Difference:
    try:
        parts = person_and_phone(str(one.paper))
    except CellRefused as why:
        return one.refused(f"{why.reason}，{why.cure}")
    return one.written(operator_contact=parts["person"], operator_phone=parts["phone"])


SPECIAL: Mapping[str, Callable[[Compared], Difference]] = {
    "account.id": _handle,
    "account.followers": _followers,
    "row.followers": _followers,
    "account.is_outsourced": _mode,
    "row.mode": _mode,
    "row.functions": _functions,
    "account.functions": _platform_functions,
    "operator.contact": _operator_contact,
}
