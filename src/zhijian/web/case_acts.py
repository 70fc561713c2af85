"""What may be done with a case besides its moves: one entry an act, each with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from zhijian.cases import actions
from zhijian.cases.models import Case
from zhijian.cases.policy import Possibilities
from zhijian.cases.units import holders
from zhijian.config import clock
from zhijian.people.models import Organization, Position, User
from zhijian.people.policy import supervisor_of
from zhijian.web.case_forms import (
    AttachForm,
    CosignForm,
    ExtensionForm,
    PauseForm,
    ReasonForm,
    ScanForm,
    TextForm,
    TransferForm,
    attachment_titles,
    uploads,
)

MOST_PEOPLE = 200
Run = Callable[[Case, User, Any, int | None], str]


@dataclass(frozen=True)
class Act:
    """One act: its label, why it is not open (from ``Possibilities``), its form, and the doing.

    ``run`` calls the action and answers with the sentence that says what was done.
    """

    key: str
    label: str
    lacks: str
    form: Callable[..., forms.Form]
    run: Run
    hint: str = ""

    def why_not(self, may: Possibilities) -> str:
        """Why it is not open to this person now; empty if it is."""
        return str(getattr(may, self.lacks))


def _plain(form: type[forms.Form], **fixed: Any) -> Callable[..., forms.Form]:
    def make(case: Case, user: User, *data: Any) -> forms.Form:
        return form(*data, **fixed)

    return make


def _transfer_form(case: Case, user: User, *data: Any) -> forms.Form:
    step = case.present
    posts = step.actor.posts if step and step.actor.unit != "opener" else ()
    today = clock.today()
    people = [u for u in holders(case.desk, posts, today)[:MOST_PEOPLE] if u.pk != case.assignee_id]
    units: list[Organization] = []
    if step is not None and step.actor.unit != "opener":
        supervisor = supervisor_of(case.desk, today)
        near = Q(pk__in=Organization.objects.visible_to(user).values("pk"))
        if supervisor is not None:
            near |= Q(parent=supervisor) | Q(overseen__office=supervisor)
        rows = Organization.objects.existing(today).filter(near).exclude(pk=case.desk_id)
        units = list(rows.distinct().order_by("name")[:MOST_PEOPLE])
    return TransferForm(*data, people=people, units=units)


def _cosign_form(case: Case, user: User, *data: Any) -> forms.Form:
    held = Position.objects.held_on(clock.today())
    near = {case.desk_id, case.organization_id}
    people = User.objects.filter(
        is_active=True, person__in=held.filter(organization__in=near).values("person")
    )
    rows = people.exclude(pk=user.pk).select_related("person").order_by("person__name", "pk")
    return CosignForm(*data, users=rows)


def _pause_form(case: Case, user: User, *data: Any) -> forms.Form:
    step = case.present
    return PauseForm(*data, reasons=step.pause_reasons if step else ())


def _attach_form(case: Case, user: User, *data: Any) -> forms.Form:
    return AttachForm(*data, titles=attachment_titles(case.definition))


def _scan_form(case: Case, user: User, *data: Any) -> forms.Form:
    assert case.present is not None
    return ScanForm(*data, step=case.present)


def _take(case: Case, user: User, form: Any, version: int | None) -> str:
    actions.take(case, by=user, version=version)
    return "已接办到您名下。"


def _transfer(case: Case, user: User, form: Any, version: int | None) -> str:
    to = form.receiver
    actions.transfer(case, to, by=user, reason=form.cleaned_data["reason"], version=version)
    return f"已转给{to}。"


def _cosign(case: Case, user: User, form: Any, version: int | None) -> str:
    said = form.cleaned_data
    actions.cosign(case, said["users"], by=user, question=said["question"], version=version)
    return f"已请{'、'.join(one.name for one in said['users'])}会签。"


def _extend(case: Case, user: User, form: Any, version: int | None) -> str:
    asked = actions.ask_extension(case, by=user, version=version, **form.cleaned_data)
    return f"延期申请已报{asked.office}，批准前期限不变。"


def _pause(case: Case, user: User, form: Any, version: int | None) -> str:
    actions.pause(case, by=user, reason=form.cleaned_data["reason"], version=version)
    return "计时已暂停，恢复后期限相应顺延。"


def _resume(case: Case, user: User, form: Any, version: int | None) -> str:
    after = actions.resume(case, by=user, version=version)
    return f"计时已恢复，到期日 {after.due_on}。" if after.due_on else "计时已恢复。"


def _urge(case: Case, user: User, form: Any, version: int | None) -> str:
    actions.urge(case, by=user, text=form.cleaned_data["text"], version=version)
    return "已催办，办理人会收到提醒。"


def _escalate(case: Case, user: User, form: Any, version: int | None) -> str:
    actions.escalate(case, by=user, text=form.cleaned_data["text"])
    return "已上报。"


def _withdraw(case: Case, user: User, form: Any, version: int | None) -> str:
    actions.withdraw(case, by=user, reason=form.cleaned_data["reason"], version=version)
    return "已撤回。"


def _attach(case: Case, user: User, form: Any, version: int | None) -> str:
    said = form.cleaned_data
    found = uploads(said["files"], said.get("kind", ""))
    for upload in found:
        actions.attach(case, upload, by=user)
    return f"已上传 {len(found)} 个附件。"


def _scan(case: Case, user: User, form: Any, version: int | None) -> str:
    said = form.cleaned_data
    after = actions.close_by_scan(
        case,
        uploads([said["files"]])[0],
        by=user,
        opinion=said["opinion"],
        ticked=tuple(said.get("ticked", ())),
        version=version,
    )
    return f"已凭盖章扫描件办理，本件现在是“{after.step_title}”。"


ACTS: dict[str, Act] = {
    act.key: act
    for act in (
        Act("attach", "上传附件", "why_not_attach", _attach_form, _attach),
        Act("scan", "上传盖章扫描件", "why_not_scan", _scan_form, _scan, "上传后本环节即办结"),
        Act("transfer", "转办", "why_not_transfer", _transfer_form, _transfer, "期限不变"),
        Act("cosign", "会签", "why_not_cosign", _cosign_form, _cosign, "全部回复后才能往下办"),
        Act("extend", "申请延期", "why_not_extend", _plain(ExtensionForm), _extend),
        Act("pause", "暂停计时", "why_not_pause", _pause_form, _pause),
        Act("resume", "恢复计时", "why_not_resume", _plain(forms.Form), _resume),
        Act("urge", "催办", "why_not_urge", _plain(TextForm), _urge),
        Act("escalate", "逾期上报", "why_not_urge", _plain(TextForm), _escalate),
        Act(
            "withdraw", "撤回", "why_not_withdraw", _plain(ReasonForm, label="撤回原因"), _withdraw
        ),
        Act("take", "接办", "why_not_take", _plain(forms.Form), _take),
    )
}
