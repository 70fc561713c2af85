"""The demonstration's registers in motion: changes, notices, a clearing-up, strays, a handover."""

from datetime import timedelta
from typing import Any

from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cli.demo_story import FORESTRY, REPORT, Stage
from zhijian.demo.scenario import GOVERNMENT, OFFICE
from zhijian.directory.actions import report_impostor
from zhijian.ledger.actions import announcements, campaigns, life, offline, strays
from zhijian.ledger.actions.files import attach_file
from zhijian.ledger.actions.rows import add_row
from zhijian.ledger.life.matters import Detail
from zhijian.ledger.life.wording import OPEN
from zhijian.ledger.models import Account, Announcement, Site
from zhijian.ledger.own_registers import named
from zhijian.people.actions.positions import end_position
from zhijian.people.models import Position, User


def tell(stage: Stage) -> None:
    """Everything that the cases of the story do not bring about."""
    _cancelled(stage)
    _renamed(stage)
    _cleared_up(stage)
    _found_outside(stage)
    _offline(stage)
    _handed_over(stage)
    _trained(stage)


def _account(stage: Stage, platform: str) -> Account | None:
    rows = Account.objects.filter(organization=stage.cast.unit(FORESTRY), platform=platform)
    return rows.filter(state=Account.State.OPERATING).order_by("pk").first()


def _move(case: Case, verb: str, by: User, opinion: str = "") -> Case:
    step = case.present
    ticked = [item.code for item in step.checklist] if step else []
    return cases.act(case, verb, by=by, opinion=opinion, ticked=ticked)


def _cancelled(stage: Stage) -> None:
    """An account is being cancelled: its notice stands, the platform has yet to be asked."""
    clerk, account = stage.user("clerk"), _account(stage, "toutiao")
    if account is None:
        return
    case = life.ask_ending(
        account,
        Detail.DEREGISTER,
        by=clerk,
        reason="内容并入微信公众号发布",
        caused_on=stage.workday(6),
    )
    case = _move(case, "submit", clerk)
    case = _move(case, "agree", stage.user("deputy"), "同意注销。")
    if case.step == "approve":
        case = _move(case, "approve", stage.user("leader"), "同意。")
    notice = Announcement.objects.filter(account=account, posted_on=None).first()
    if notice is None:
        return
    announcements.edit_announcement(
        notice, by=clerk, title=notice.title, text=notice.text.replace(OPEN, "办公室")
    )
    announcements.post_announcement(
        notice,
        by=clerk,
        place="县政府门户网站公告栏",
        posted_on=stage.workday(4),
        link="https://www.qinghe.example.cn/gg/1.html",
        proof=Upload("公告截图.pdf", REPORT),
    )
    attach_file(account, Upload("注销申请.pdf", REPORT), by=clerk, kind="申请")


def _renamed(stage: Stage) -> None:
    """An account is to have another name; the leader of the unit has yet to look at it."""
    clerk, account = stage.user("clerk"), _account(stage, "weibo")
    if account is None:
        return
    case = life.ask_change(
        account,
        Detail.RENAME,
        by=clerk,
        reason="与其他平台的账号名称统一",
        caused_on=stage.workday(2),
        after={"name": "青禾林业在线"},
    )
    _move(case, "submit", clerk)


def _cleared_up(stage: Stage) -> None:
    office = stage.user("office")
    campaigns.open_campaign(
        stage.cast.unit(OFFICE),
        by=office,
        title="四季度政务新媒体清理整合",
        basis="县政务公开办通知",
        cutoff_on=stage.workday(5),
        due_on=stage.today + timedelta(days=25),
    )


def _found_outside(stage: Stage) -> None:
    """An account nobody filed, and what the public told of an impostor."""
    strays.report_stray(
        stage.cast.unit(FORESTRY),
        by=stage.user("office"),
        found_on=stage.workday(1),
        name="青禾护林员之家",
        platform="douyin",
        link="https://v.douyin.com/qinghehly/",
        found_how="巡查发现",
    )
    report_impostor(
        link="https://weibo.com/qingheliyefuwu",
        name="青禾林业服务",
        claims=FORESTRY,
        says="自称县林业局，代办采伐许可并收费。",
        contact="",
        address="192.0.2.7",
    )


def _offline(stage: Stage) -> None:
    """A site goes offline for a move of its machines."""
    office = stage.user("office")
    units = [stage.cast.unit(name).pk for name in (OFFICE, GOVERNMENT)]
    rows = Site.objects.filter(state="operating").visible_to(office).order_by("pk")
    site = rows.filter(organization__in=units).first() or rows.first()
    if site is not None:
        offline.ask_offline(
            site,
            "TEMPORARY",
            by=office,
            reason="机房搬迁",
            from_on=stage.today + timedelta(days=10),
            until_on=stage.today + timedelta(days=12),
        )


def _handed_over(stage: Stage) -> None:
    """A backup post ends: its handover sheet waits for both signatures."""
    held = Position.objects.held_on(stage.today).filter(
        organization=stage.cast.unit(FORESTRY), is_backup=True, kind="EDITOR"
    )
    position = held.order_by("pk").first()
    if position is not None:
        end_position(
            position, until_on=stage.today, by=stage.user("admin"), reason="调整到业务科室"
        )


def _trained(stage: Stage) -> None:
    told: dict[str, Any] = {
        "organization": stage.cast.unit(OFFICE),
        "held_on": stage.workday(9),
        "topic": "政务新媒体内容安全和三审三校",
        "hours": 4,
    }
    add_row(named("training_sessions"), by=stage.user("office"), **told)
