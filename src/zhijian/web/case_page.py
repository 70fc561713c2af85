"""A case as its page shows it: progress, matter, opinions, record, and who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from zhijian.cases.models import Attachment, Case, Opinion, Step
from zhijian.config import clock
from zhijian.journal.models import Entry
from zhijian.journal.words import action_words
from zhijian.law.books import rulebooks
from zhijian.people.models import User
from zhijian.people.policy import supervisor_of
from zhijian.web.menu import address
from zhijian.web.parts import Fact, Moment
from zhijian.web.parts import Step as Shown

WORDS = {
    "case.opened": "发起",
    "case.taken": "接办",
    "case.transferred": "转办",
    "case.attached": "上传附件",
    "case.ticked": "核对",
    "case.cosign_asked": "请会签",
    "case.cosigned": "会签",
    "case.cosign_dropped": "取消会签",
    "case.extension_asked": "申请延期",
    "case.extended": "同意延期",
    "case.extension_refused": "不同意延期",
    "case.paused": "暂停计时",
    "case.resumed": "恢复计时",
    "case.urged": "催办",
    "case.reminded": "自动提醒",
    "case.escalated": "逾期上报",
    "case.reckoned": "重算到期日",
    "case.withdrawn": "撤回",
    "case.moved": "办理",
    "case.returned": "退回",
    "case.closed": "办结",
}
MOMENTS = 60
PLATFORM = "系统"


@dataclass(frozen=True)
class Said:
    """An opinion with the step it was written at."""

    who: str
    on_behalf_of: str
    what: str
    step: str
    text: str
    at: Any


def progress(case: Case, steps: Iterable[Step], today: date) -> list[Shown]:
    """Each step of the definition once: when it was done, until when it runs, or what it allows.

    A step that was done and came again after a return counts as what it is now.
    """
    definition = case.definition
    last = {step.step: step for step in steps}
    order = list(definition.chain)
    here = order.index(case.step) if case.step in order else len(order)
    found = []
    for place, step in enumerate(definition.steps):
        visit = last.get(step.id)
        if case.is_open and step.id == case.step:
            found.append(Shown(step.title, _until(case), "now"))
        elif visit is not None and visit.left_at is not None and place < here:
            found.append(Shown(step.title, f"{_local(visit.left_at):%m-%d %H:%M}", "done"))
        elif not case.is_open:
            found.append(Shown(step.title, "未经过"))
        else:
            found.append(Shown(step.title, f"限 {step.term.words}" if step.term else "未开始"))
    if not case.is_open:
        closed = _local(case.closed_at)
        found.append(Shown(case.step_title, f"{closed:%m-%d %H:%M}" if closed else "", "done"))
    return found


def _until(case: Case) -> str:
    if case.is_paused:
        return "计时暂停"
    if case.due_on is None:
        return "没有期限"
    return f"限 {case.due_on:%m-%d}" + ("（按周末推算）" if case.due_is_estimate else "")


def matter(case: Case, steps: Iterable[Step]) -> list[Fact]:
    """What the case is about."""
    kinds = case.definition
    facts = [Fact("事项", case.process_title), Fact("单位", case.organization.name)]
    if kinds.kind:
        facts.append(Fact("种类", _kind_title(case)))
    opener = case.opened_by.name if case.opened_by else PLATFORM
    facts += [
        Fact("事项发生日", str(case.event_on)),
        Fact("发起", f"{opener}，{_local(case.opened_at):%Y-%m-%d %H:%M}"),
    ]
    facts += [Fact(str(label)[:20], _plain(value)) for label, value in _data(case)]
    policy = kinds.policy
    if policy is not None and (policy.words or policy.stated):
        facts.append(Fact("当地政策", f"{policy.words or policy.stated}（{policy.citation}）"))
    return facts


def _data(case: Case) -> list[tuple[str, Any]]:
    """What the case keeps under a Chinese label; other keys are for the program."""
    if not isinstance(case.data, dict):
        return []
    return [(key, value) for key, value in case.data.items() if not str(key).isascii()]


def _kind_title(case: Case) -> str:
    process = rulebooks().processes.get(case.process)
    if process is None or process.kinds_of is None:
        return case.kind
    rule = rulebooks().rules.get(process.kinds_of.rule)
    return rule.kinds.get(case.kind, case.kind) if rule else case.kind


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{_plain(each)}" for key, each in value.items())
    return str(value)


def opinions(case: Case) -> list[Said]:
    """What was written, the newest first."""
    rows = case.opinions.select_related("step", "by__person", "on_behalf_of__person")
    return [
        Said(
            row.by.name if row.by else PLATFORM,
            row.on_behalf_of.name if row.on_behalf_of else "",
            row.step.move_title if row.kind == Opinion.Kind.MOVE else row.get_kind_display(),
            row.step.title,
            row.text,
            row.at,
        )
        for row in rows.order_by("-pk")
    ]


def record(case: Case, steps: Iterable[Step]) -> list[Moment]:
    """The journal's entries about the case as people read them, the newest first."""
    visits = {step.number: step for step in steps}
    return [
        Moment(entry.at, entry.actor_name or PLATFORM, _did(entry, visits), _noted(entry, visits))
        for entry in Entry.objects.about(case)[:MOMENTS]
    ]


def _did(entry: Entry, visits: dict[int, Step]) -> str:
    visit = visits.get(entry.data.get("visit", -1))
    if entry.action in ("case.moved", "case.returned", "case.closed") and visit is not None:
        return visit.move_title
    return WORDS.get(entry.action) or action_words(entry.action)


def _noted(entry: Entry, visits: dict[int, Step]) -> str:
    data = entry.data
    visit = visits.get(data.get("visit", -1))
    parts = []
    if visit is not None:
        parts.append(f"{visit.title} → {visit.to_title}")
    if data.get("is_by_scan"):
        parts.append("凭盖章扫描件")
    if data.get("due_before") != data.get("due_on") and "due_before" in data:
        parts.append(f"到期日由 {data['due_before'] or '无'} 改为 {data['due_on'] or '无'}")
    elif entry.action == "case.opened" and data.get("due_on"):
        parts.append(f"{data['due_on']} 到期")
    if data.get("despite"):
        parts.append("写明理由后办理")
    return "，".join(parts)


def responsible(case: Case) -> list[Fact]:
    """The unit, where the case lies now, and who has it."""
    unit = case.organization
    facts = [Fact("单位", unit.name, address("organization", unit.pk))]
    if supervisor := supervisor_of(unit):
        facts.append(Fact("主管单位", supervisor.name, address("organization", supervisor.pk)))
    if case.is_open:
        facts.append(Fact("现由", case.desk.name))
        step = case.present
        if case.assignee is not None:
            facts.append(Fact("承办人", case.assignee.name))
        elif step is not None:
            facts.append(Fact("办理岗位", str(step.actor)))
    return facts


def files(case: Case) -> list[Attachment]:
    """The attachments, the newest first."""
    return list(case.attachments.select_related("step", "by__person").order_by("-pk"))


def neighbours(case: Case, user: User) -> tuple[str, str]:
    """The addresses of the cases before and after this one on the person's desk; "" for none."""
    waiting = Case.objects.on_desk_of(user).by_urgency().values_list("pk", flat=True)[:200]
    pks = list(waiting)
    if case.pk not in pks:
        return "", reverse("case", args=(pks[0],)) if pks else ""
    here = pks.index(case.pk)
    before = reverse("case", args=(pks[here - 1],)) if here else ""
    after = reverse("case", args=(pks[here + 1],)) if here + 1 < len(pks) else ""
    return before, after


def _local(moment: Any) -> Any:
    return moment.astimezone(clock.CHINA) if moment else None
