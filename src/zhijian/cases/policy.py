"""Who may do what with a case, and the sentence for who may not."""

from dataclasses import dataclass

from zhijian.cases.models import Case, Extension
from zhijian.cases.standing import acting, state_of
from zhijian.cases.units import sits, unit_of
from zhijian.config import clock
from zhijian.core.process import Offer, allowed, holds_seat, why_not_here, why_not_withdrawn
from zhijian.core.refused import Refused
from zhijian.people.models import Organization, Position, User
from zhijian.people.policy import holds

LEADERS = (Position.Kind.LEAD, Position.Kind.PRINCIPAL, Position.Kind.DEPUTY)


@dataclass(frozen=True)
class Possibilities:
    """All that a user may do with a case now: the moves, and why not for everything else.

    Each ``why_not_…`` is empty where the thing may be done.
    """

    moves: tuple[Offer, ...]
    why_not_take: str
    why_not_transfer: str
    why_not_cosign: str
    why_not_extend: str
    why_not_pause: str
    why_not_resume: str
    why_not_urge: str
    why_not_withdraw: str
    why_not_attach: str
    why_not_scan: str

    @property
    def can_act(self) -> bool:
        """At least one move is open."""
        return any(offer.is_open for offer in self.moves)


def possibilities(case: Case, user: User) -> Possibilities:
    """What ``user`` may do with ``case`` now, for the page to offer."""
    state, who = state_of(case), acting(case, user)
    closed = "" if case.is_open else f"本件已经办结（{case.step_title}）。"
    paused = "" if case.is_paused else "计时没有暂停。"
    handles = closed or _why_not_handle(case, user)
    return Possibilities(
        moves=allowed(case.definition, state, who.actor),
        why_not_take=closed or why_not_take(case, user),
        why_not_transfer=handles or _why_not_may(case, "transfer"),
        why_not_cosign=handles or _why_not_may(case, "cosign"),
        why_not_extend=handles or _why_not_may(case, "extend"),
        why_not_pause=handles
        or _why_not_may(case, "pause")
        or ("" if paused else "计时已经暂停。"),
        why_not_resume=handles or paused,
        why_not_urge=closed or why_not_urge(case, user),
        why_not_withdraw=why_not_withdrawn(case.definition, state, who.actor),
        why_not_attach=closed or why_not_attach(case, user),
        why_not_scan=closed or why_not_scan(case, user),
    )


def require_active(by: User) -> None:
    """Raises: Refused, if the login is closed."""
    if not by.is_active:
        raise Refused("您的登录已停用，不能办理。请联系系统管理员。")


def require_may_open(organization: Organization, first_unit: str, *, by: User) -> None:
    """Pass if ``by`` may open a case about a unit.

    Raises:
        Refused: the unit is none of theirs, or the first step is theirs and they hold no post.
    """
    require_active(by)
    if by.office in (User.Office.SYSTEM, User.Office.SECURITY) and first_unit != "opener":
        return
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise Refused(f"{organization}不在您的工作范围内，不能发起。请由该单位或其主管单位发起。")
    if first_unit == "opener" and not holds(by):
        raise Refused("您目前没有担任任何岗位，不能发起。请先在人员台账中登记岗位。")


def require_handler(case: Case, by: User) -> None:
    """Pass if ``by`` handles the present step: sits there, or leads the desk.

    Raises:
        Refused: with who does.
    """
    require_active(by)
    if why_not := _why_not_handle(case, by):
        raise Refused(why_not)


def require_may(case: Case, what: str) -> None:
    """Raises: Refused, if the present step does not know transfer, cosign, extend or pause."""
    if why_not := _why_not_may(case, what):
        raise Refused(why_not)


def why_not_take(case: Case, user: User) -> str:
    """Why a user cannot take a case to their own name; empty if they can."""
    step, who = case.present, acting(case, user)
    if step is None:
        return "本件已经办结。"
    if step.actor.unit == "opener":
        return "这一环节由发起人本人办理，不用接办。"
    if case.assignee_id == user.pk:
        return "本件已经在您名下。"
    if not holds_seat(step, who.actor):
        return f"“{step.title}”由{case.desk}的{_posts(step.actor.posts)}办理，您没有担任。"
    barred = case.barred.filter(user_id__in=[int(pk) for pk in who.actor.persons]).exists()
    return "您办理过本件须回避的环节，应由另一人接办。" if barred else ""


def why_not_urge(case: Case, user: User) -> str:
    """Why a user cannot urge: only the opener and those above the desk may."""
    if case.opened_by_id == user.pk or holds(user, *LEADERS, organization=case.desk):
        return ""
    above = Organization.objects.visible_to(user).filter(pk=case.desk_id).exists()
    own = user.person is not None and user.person.organization_id == case.desk_id
    if above and not own:
        return ""
    return "催办由发起人、办理单位负责人或上级单位进行。"


def why_not_attach(case: Case, user: User) -> str:
    """Why a user cannot add a file: those who act, the opener and those asked to cosign may."""
    if case.opened_by_id == user.pk or not _why_not_handle(case, user):
        return ""
    if case.cosigns.filter(asked=user, is_open=True).exists():
        return ""
    return "附件由发起人或本环节的办理人上传。"


def why_not_scan(case: Case, user: User) -> str:
    """Why a user cannot close the step by a stamped scan; empty if they can."""
    step = case.present
    if step is None or step.paper is None:
        return "这一环节不用纸质办理。"
    office = unit_of(case.organization, step.paper.by.unit, clock.today())
    if sits(user, office, step.paper.by, clock.today()):
        return ""
    if not why_not_here(state_of(case), step, acting(case, user).actor):
        return ""
    return f"盖章扫描件由{office}的{_posts(step.paper.by.posts)}上传，您没有担任。"


def require_extension_decider(extension: Extension, by: User) -> None:
    """Pass if ``by`` may grant an extension: a post of the office asked, never who asked.

    Raises:
        Refused: with who may.
    """
    require_active(by)
    if by.pk == extension.asked_by_id:
        raise Refused("延期不能由申请人自己批准，请由上一级单位的人员批准。")
    step = extension.case.definition.step(extension.step.step)
    assert step.extend is not None
    if not sits(by, extension.office, step.extend.approver, clock.today()):
        posts = _posts(step.extend.approver.posts)
        raise Refused(f"延期由{extension.office}的{posts}批准，您没有担任。")


def _why_not_handle(case: Case, user: User) -> str:
    step = case.present
    if step is None:
        return f"本件已经办结（{case.step_title}）。"
    actor = acting(case, user).actor
    is_assignee = case.assignee_id is not None and str(case.assignee_id) in actor.persons
    if is_assignee or (case.assignee_id is None and holds_seat(step, actor)):
        return ""
    if holds(user, *LEADERS, organization=case.desk):
        return ""
    return f"本件现由{case.desk}办理（{step.title}），您不是办理人，也不是该单位负责人。"


def _why_not_may(case: Case, what: str) -> str:
    step = case.present
    if step is not None and step.may_do(what):
        return ""
    titles = {"transfer": "转办", "cosign": "会签", "extend": "延期", "pause": "暂停计时"}
    return f"“{case.step_title}”这一环节不能{titles[what]}。"


def _posts(posts: tuple[str, ...]) -> str:
    return "、".join(str(Position.Kind(post).label) for post in posts) or "任职人员"
