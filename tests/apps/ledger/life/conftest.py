"""A county in any of the five places, and how its people move the cases of accounts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from apps.people.conftest import County
from zhijian.cases import actions
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.workdays import day_number
from zhijian.exchange.actions.receipts import record_receipt
from zhijian.exchange.models import Task
from zhijian.inspection.gather import organizations
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.actions import announcements
from zhijian.ledger.models import Account, LifeEvent
from zhijian.ledger.registers import register_of

YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN = "211202", "420325", "430422", "370200", "330424"
PLACES = (YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
LEARNT = ("life_events", "filings", "announcements", "accounts", "offline_periods", "sites")


@dataclass
class Place:
    """A county by the rules of one place: an office, a bureau, and somebody for each part."""

    county: County
    clerk: object = None
    leader: object = None
    above: object = None
    above_b: object = None
    others: dict = field(default_factory=dict)

    def unit(self, name: str):
        return self.county.units[name]

    def account(self, unit: str = "林业局", **fields) -> Account:
        values = {
            "organization": self.unit(unit),
            "name": "青禾林业",
            "platform": "wechat",
            "account_type": "subscription",
            "handle": "gh_qinghe_lin",
            "state": "operating",
            "is_filed": True,
            "registered_on": date(2018, 3, 1),
            "opened_on": date(2018, 3, 1),
        } | fields
        return Account.objects.create(**values)

    def move(self, case: Case, verb: str, by=None, **how) -> Case:
        """A move by whoever sits there, with what the step asks for."""
        case = Case.objects.get(pk=case.pk)
        move = case.present.move(verb)
        by = by or self._who(case)
        how.setdefault("opinion", "情况属实。")
        how["attachments"] = [Upload(f"{kind}.png", PNG, kind) for kind in move.needs]
        how["ticked"] = [item.code for item in case.present.checklist]
        return actions.act(case, verb, by=by, **how)

    def _who(self, case: Case):
        actor = case.present.actor
        if actor.unit == "opener":
            return case.opened_by
        if actor.unit == "supervisor":
            return self.above
        return self.leader if "PRINCIPAL" in actor.posts else self.clerk

    def filed(self, case: Case, on: date | None = None) -> Case:
        """Every task of the event receipted, and the move that says that all is filed."""
        for task in Task.objects.filter(event__case=case).open():
            record_receipt(task, by=self.clerk, on=on or clock.today(), number="回执1")
        return self.move(case, "filed")

    def announced(self, case: Case) -> Case:
        """The notice posted on the county's portal, and the move that says so."""
        notice = LifeEvent.objects.get(case=case).announcements.get()
        announcements.post_announcement(
            notice,
            by=self.clerk,
            place="县政府门户网站",
            posted_on=clock.today(),
            link="https://www.qinghe.gov.cn/gg/1.html",
        )
        return self.move(case, "announced")

    def judged(self, on: date) -> dict:
        """The verdict of every check on every subject, from what the registers hold."""
        records = {name: list(register_of(name).records()) for name in LEARNT}
        records = {name: rows for name, rows in records.items() if rows}
        records["organizations"] = list(organizations())
        sight = Sight(as_of_d=day_number(on))
        facts = Facts.from_records(records, dict.fromkeys(records, sight))
        found = judge(facts, place=self.place, on=on, law=_law())
        return {
            (each["check"], each["subject"]): f"{each['verdict']} {each['standing']}".strip()
            for each in found.read_outcomes()
        }

    @property
    def place(self) -> str:
        return self.unit("政府").place


def _law() -> Law:
    return Law(rulebooks(), calendar())


def a_place(code: str) -> Place:
    county = County()
    county.unit("政府", level="government", place=code)
    for name in ("政府办", "林业局", "水利局"):
        county.unit(name, "政府", place=code, level="department", kind="organ")
    for name in ("林业局", "水利局"):
        county.oversee("政府办", name, "supervises")
    county.oversee("政府", "政府办", "supervises")
    place = Place(county)
    place.clerk = county.user("林采编", "林业局", "EDITOR", "ADMIN", "CONTACT")
    place.leader = county.user("林局长", "林业局", "PRINCIPAL")
    place.above = county.user("县主任", "政府办", "LEAD", "REVIEWER")
    place.above_b = county.user("县联系", "政府办", "CONTACT")
    place.others = {
        "水采编": county.user("水采编", "水利局", "EDITOR", "ADMIN"),
        "水局长": county.user("水局长", "水利局", "PRINCIPAL"),
        "府采编": county.user("府采编", "政府", "EDITOR", "ADMIN", "LEAD"),
    }
    return place


@pytest.fixture
def at(db) -> Callable[[str], Place]:
    """``at(FANGXIAN)`` is a county that goes by the rules of 房县."""
    return a_place


@pytest.fixture
def fangxian(db) -> Place:
    return a_place(FANGXIAN)


def on_day(day: date):
    """Nine in the morning of a day, as a context."""
    return clock.set_to(datetime(day.year, day.month, day.day, 9, tzinfo=clock.CHINA))


def after(days: int) -> date:
    return clock.today() + timedelta(days)


def only_event(case: Case) -> LifeEvent:
    return LifeEvent.objects.get(case=case)
