"""The demonstration's cases: each is opened and moved by the real actions, at its own moment.

A tale is a list of scenes; all scenes of all tales are played in the order of time, with the clock
set to each, so that timelines, due days and the record look as they would.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from zhijian import notices
from zhijian.cases import actions
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cli.demo_cast import Cast
from zhijian.config import clock
from zhijian.core.process import resolve
from zhijian.law.books import calendar, rulebooks
from zhijian.people.models import User

Back = int | date
FORESTRY, EDUCATION, LIUWAN = "青禾县林业局", "青禾县教育局", "青禾县柳湾镇人民政府"
REPORT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Stage:
    """What the scenes share: the cast, today, and the cases by name."""

    cast: Cast
    today: date
    cases: dict[str, Case] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """A login of the cast, read anew."""
        return User.objects.select_related("person__organization").get(username=name)

    def case(self, name: str) -> Case:
        """A case as it stands now."""
        return Case.objects.get(pk=self.cases[name].pk)

    def workday(self, back: int) -> date:
        """The workday that lies ``back`` workdays before today (or today, or the last one)."""
        years = calendar().estimated(self.today.year)
        return years.workday(max(1, years.ordinal(self.today) - back))


@dataclass(frozen=True)
class Scene:
    """One thing that happens at one moment."""

    day: date
    at: time
    play: Callable[[], Any]

    @property
    def moment(self) -> datetime:
        """When."""
        return datetime.combine(self.day, self.at, clock.CHINA)


class Script:
    """Scenes as they are written down."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.scenes: list[Scene] = []

    def at(self, back: Back, hour: str, play: Callable[[], Any]) -> None:
        """``play`` happens ``back`` workdays ago, or on that day.

        What would lie ahead happened a little ago.
        """
        day = back if isinstance(back, date) else self.stage.workday(back)
        self.scenes.append(Scene(day, time.fromisoformat(hour), play))

    def opens(
        self, name: str, back: Back, hour: str, process: str, unit: str, by: str, title: str,
        says: str, *, event_back: int | None = None, kind: str = "",
    ) -> None:  # fmt: skip
        """A case is opened."""
        stage = self.stage

        def play() -> None:
            on = stage.workday(event_back) if event_back is not None else None
            stage.cases[name] = actions.open_case(
                process,
                organization=stage.cast.unit(unit),
                title=title,
                by=stage.user(by),
                data={"说明": says},
                on=on,
                kind=kind,
            )

        self.at(back, hour, play)

    def moves(
        self, name: str, back: Back, hour: str, by: str, verb: str, opinion: str = "",
        *, file: tuple[str, bytes, str] | None = None,
    ) -> None:  # fmt: skip
        """A case is moved, with everything on its checklist ticked."""
        stage = self.stage

        def play() -> None:
            case = stage.case(name)
            step = case.present
            uploads = [Upload(*file)] if file else []
            ticked = [item.code for item in step.checklist] if step else []
            actions.act(
                case,
                verb,
                by=stage.user(by),
                opinion=opinion,
                attachments=uploads,
                ticked=ticked,
            )

        self.at(back, hour, play)

    def does(self, back: int, hour: str, play: Callable[[Stage], Any]) -> None:
        """Anything else."""
        self.at(back, hour, lambda: play(self.stage))


def tell_story(cast: Cast) -> int:
    """Play every scene up to this moment; how many cases there are."""
    from zhijian.cli import demo_inspecting

    stage = Stage(cast, clock.today())
    script = Script(stage)
    for tale in (_openings, _refilings, _reviews, _messages, _mending, _others, _announcements):
        tale(script)
    demo_inspecting.tale(script)
    now = clock.now()
    for number, scene in enumerate(sorted(script.scenes, key=lambda scene: scene.moment)):
        latest = now - timedelta(seconds=len(script.scenes) - number)
        with clock.set_to(min(scene.moment, latest)):
            scene.play()
    return len(stage.cases)


def _openings(script: Script) -> None:
    script.opens(
        "video", 6, "09:10", "opening", FORESTRY, "clerk", "“青禾林业”视频号开设",
        "面向护林员和林区群众发布防火提示和林业科普短视频，每周更新两条以上。",
    )  # fmt: skip
    script.moves("video", 6, "09:40", "clerk", "submit", "四项条件均已具备，附管理制度。")
    script.opens(
        "school", 12, "10:05", "opening", EDUCATION, "edu", "“青禾教育”微博开设",
        "发布招生政策、资助政策和校园安全提示。",
    )  # fmt: skip
    script.moves("school", 12, "10:20", "edu", "submit", "条件具备。")
    script.moves("school", 11, "15:30", "edu-lead", "agree", "同意开设，由办公室专人维护。")
    script.moves(
        "school", 7, "11:00", "edu", "registered",
        file=("平台注册结果截图.png", _picture(), "proof"),
    )  # fmt: skip
    script.moves("school", 5, "16:10", "edu", "filed")
    script.opens(
        "town", 3, "14:20", "opening", LIUWAN, "liuwan", "“柳湾便民”微信公众号开设",
        "发布办事指南、惠农政策。",
    )  # fmt: skip
    script.moves("town", 3, "14:50", "liuwan", "submit", "条件具备。")
    script.moves("town", 2, "09:00", "liuwan-lead", "agree")


def _refilings(script: Script) -> None:
    stage = script.stage
    place = stage.cast.unit(FORESTRY).place
    term = resolve(rulebooks(), "refiling", place, stage.today).term
    days = term.amount if term and term.unit == "workday" else 5
    script.opens(
        "staff", days - 1, "08:50", "refiling", FORESTRY, "admin", "信息采编员 B 岗变动报备",
        "原 B 岗采编员调离，由办公室人员接替。", event_back=days,
    )  # fmt: skip
    script.opens(
        "old-staff", 20, "09:00", "refiling", EDUCATION, "edu", "账号管理员变动报备",
        "原管理员退休，接替人员已到岗。",
    )  # fmt: skip
    script.moves("old-staff", 20, "09:30", "edu", "submit")
    script.moves("old-staff", 19, "10:00", "edu-lead", "agree", "同意报备。")
    script.moves("old-staff", 18, "15:00", "office", "accept", "已收备，备案表存档。")
    script.opens(
        "handover", 2, "16:30", "handover", FORESTRY, "admin", "B 岗采编员离岗交接",
        "交接账号密码、手机和平台登记信息。",
    )  # fmt: skip


def _reviews(script: Script) -> None:
    script.opens(
        "winter", 1, "10:15", "review", FORESTRY, "clerk", "关于做好低温雨雪天气林木防护的提示",
        "拟在“青禾林业”微信公众号发布，原创。",
    )  # fmt: skip
    script.moves("winter", 1, "10:30", "clerk", "submit")
    script.moves("winter", 1, "11:20", "reviewer", "pass", "文字和数据已核对。")
    script.opens(
        "picture", 0, "08:20", "review", FORESTRY, "clerk", "一图读懂：2027年度造林补助申领",
        "政策解读，原创，附图 3 张。",
    )  # fmt: skip
    script.moves("picture", 0, "08:30", "clerk", "submit")
    script.opens(
        "returned", 2, "09:20", "review", FORESTRY, "clerk", "森林草原防火期通告",
        "转载县政府通告并附本局咨询电话。",
    )  # fmt: skip
    script.moves("returned", 2, "09:25", "clerk", "submit")
    script.moves(
        "returned", 1, "16:40", "reviewer", "send_back",
        "第三段“截止”应为“截至”，咨询电话请改为办公电话后再报。",
    )  # fmt: skip
    script.opens(
        "school-news", 4, "09:00", "review", EDUCATION, "edu", "秋季学期资助政策问答", "原创。"
    )
    script.moves("school-news", 4, "09:10", "edu", "submit")


def _messages(script: Script) -> None:
    script.opens(
        "consult", 8, "10:40", "message", FORESTRY, "office", "咨询：林地征占用补偿向哪里申请",
        "来自县政府门户网站留言，留言人信息已隐去。", kind="CONSULT",
    )  # fmt: skip
    script.moves("consult", 8, "14:00", "clerk", "accept")
    script.opens(
        "complaint", 3, "15:20", "message", FORESTRY, "office", "投诉：护林员补贴未按月发放",
        "来自“青禾政务”微信公众号，留言人信息已隐去。", kind="COMPLAINT",
    )  # fmt: skip
    script.opens(
        "suggest", 2, "09:30", "message", EDUCATION, "office", "建议：增设课后服务公示",
        "来自县政府门户网站留言。", kind="SUGGEST",
    )  # fmt: skip
    script.moves("suggest", 2, "10:30", "edu", "accept")
    script.does(1, "09:00", _ask_cosign)


def _ask_cosign(stage: Stage) -> None:
    case = stage.case("suggest")
    if case.present is not None and case.present.may_do("cosign"):
        actions.cosign(
            case, [stage.user("office")], by=stage.user("edu"), question="公示范围是否合适？"
        )


def _mending(script: Script) -> None:
    script.opens(
        "column", 12, "08:40", "rectification", LIUWAN, "office",
        "“柳湾发布”首页 2 个栏目超过 3 个月未更新", "10 月抽查发现，附截图。",
    )  # fmt: skip
    script.moves("column", 12, "08:55", "office", "issue")
    script.moves("column", 11, "09:30", "liuwan", "sign")
    script.does(1, "15:00", lambda stage: _urge(stage, "column"))
    due_today = script.stage.today - timedelta(days=_days_to_mend(script.stage))
    script.opens(
        "typo", due_today, "08:30", "rectification", FORESTRY, "office",
        "疑似错别字：“不动产登记”误为“不动产等记”", "“青禾林业”微信公众号 11 月推文第 3 段。",
    )  # fmt: skip
    script.moves("typo", due_today, "08:40", "office", "issue")
    script.moves("typo", due_today, "10:10", "clerk", "sign")
    script.opens(
        "link", 10, "09:40", "rectification", EDUCATION, "office", "“青禾教育”菜单有 1 个死链",
        "10 月巡查发现。",
    )  # fmt: skip
    script.moves("link", 10, "09:50", "office", "issue")
    script.moves("link", 10, "11:00", "edu", "sign")
    script.moves("link", 9, "17:00", "edu", "mended", "已更换链接并逐个打开核对。")
    script.does(8, "10:00", lambda stage: _report(stage, "link"))


def _days_to_mend(stage: Stage) -> int:
    """The days that the place gives for mending; a case signed for so long ago is due today."""
    place = stage.cast.unit(FORESTRY).place
    term = resolve(rulebooks(), "rectification", place, stage.today).step("mend").term
    return term.amount if term and term.unit == "calendar_day" else 3


def _urge(stage: Stage, name: str) -> None:
    actions.urge(stage.case(name), by=stage.user("office"), text="请今日反馈整改情况。")


def _report(stage: Stage, name: str) -> None:
    case = stage.case(name)
    if case.step == "report":
        upload = Upload("整改报告.pdf", REPORT, "report")
        actions.act(case, "report", by=stage.user("edu-lead"), attachments=[upload])


def _others(script: Script) -> None:
    script.opens(
        "exception", 4, "10:00", "exception", FORESTRY, "clerk", "申请保留“青禾林业科普”头条号",
        "该号面向林业技术人员，与主账号受众不同，申请保留一年。",
    )  # fmt: skip
    script.moves(
        "exception", 4, "10:20", "clerk", "submit", "受众和内容与主账号不重复，理由见说明。"
    )
    script.moves("exception", 3, "09:00", "deputy", "agree", "情况属实，同意上报。")
    script.opens(
        "withdrawn", 15, "09:00", "exception", EDUCATION, "edu", "申请延后开通评论功能",
        "平台改版期间。",
    )  # fmt: skip
    script.does(
        14, "09:00",
        lambda stage: actions.withdraw(
            stage.case("withdrawn"), by=stage.user("edu"), reason="平台已提前改版，不再需要。"
        ),
    )  # fmt: skip


def _announcements(script: Script) -> None:
    for back, title in (
        (6, "关于开展第四季度抽查的通知"),
        (0, "政务新媒体排查及清理整合情况表填报说明"),
    ):
        script.does(back, "17:00", lambda stage, title=title: _announce(stage, title))


def _announce(stage: Stage, title: str) -> None:
    told = [user for user in stage.cast.users.values() if user.person_id is not None]
    notices.send(told, kind="announcement", title=title, body="详见正文。")


def _picture() -> bytes:
    """A small white PNG, whole in every chunk."""
    side = 8
    rows = b"".join(b"\x00" + b"\xff" * (3 * side) for _ in range(side))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
