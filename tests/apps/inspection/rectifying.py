"""A county whose office found something at three accounts of two bureaus."""

from datetime import date, datetime, timedelta
from typing import Any

from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.inspection.actions.orders import order
from zhijian.inspection.actions.rechecking import mend_item
from zhijian.inspection.models import Finding, Inspection, Rectification
from zhijian.ledger.models import Account, Seen
from zhijian.people.models import Organization, Oversight, Person, Position, User
from zhijian.people.tree import enter_all
from zhijian.publishing.models import Publication

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
FANGXIAN, HAIYAN, HENGNAN = "420325", "330424", "430422"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REPORT = Upload("整改报告.pdf", PDF, "report")


def at(day: int, hour: int = 9, month: int = 11) -> Any:
    """The clock on a day of November 2026."""
    return clock.set_to(datetime(2026, month, day, hour, 0, tzinfo=clock.CHINA))


class County:
    """Units and people by short names, and findings made one by one."""

    def __init__(self, place: str = FANGXIAN) -> None:
        self.place = place
        self.government = Organization.objects.create(
            name="青禾县人民政府", level="government", place=place
        )
        self.office = self._unit("青禾县政务公开办")
        self.bureau = self._unit("青禾县林业局")
        self.sibling = self._unit("青禾县水利局")
        enter_all([self.government, self.office, self.bureau, self.sibling])
        for unit in (self.bureau, self.sibling):
            Oversight.objects.create(
                organization=unit, office=self.office, role="supervises", from_on=date(2024, 1, 1)
            )
        self.inspector = self.person(self.office, "检查员", "MONITOR")
        self.inspector_b = self.person(self.office, "检查员乙", "MONITOR", "REVIEWER")
        self.leader = self.person(self.office, "县指挥长", "LEAD")
        self.clerk = self.person(self.bureau, "采编", "EDITOR", "ADMIN")
        self.head = self.person(self.bureau, "指挥长", "LEAD")
        self.stranger = self.person(self.sibling, "外人", "LEAD", "EDITOR")
        self.inspection = Inspection.objects.create(
            number="JC-2026-001",
            office=self.office,
            kind="SPOT_CHECK",
            title="第四季度抽查",
            place=place,
            on=date(2026, 11, 19),
            state="recorded",
        )

    def _unit(self, name: str) -> Organization:
        return Organization.objects.create(
            name=name, kind="organ", parent=self.government, place=self.place
        )

    def person(self, unit: Organization, name: str, *kinds: str) -> User:
        person = Person.objects.create(organization=unit, name=name)
        user = User.objects.create_user(f"{unit.pk}-{name}", person=person)
        self.also(user, unit, *kinds)
        return user

    def also(self, user: User, unit: Organization, *kinds: str) -> None:
        """Positions of somebody, in any unit."""
        for kind in kinds:
            Position.objects.create(
                organization=unit, person=user.person, kind=kind, from_on=date(2024, 1, 1)
            )

    def account(self, unit: Organization, handle: str, **fields: Any) -> Account:
        values = {"state": "operating", "platform": "wechat", "is_certified": False} | fields
        return Account.objects.create(organization=unit, handle=handle, name=handle, **values)

    def finding(self, unit: Organization | None = None, **fields: Any) -> Finding:
        """A finding of a person, confirmed, unless said otherwise."""
        number = Finding.objects.count() + 1
        values = {
            "check_id": "manual",
            "source": "manual",
            "title": "栏目长期不更新",
            "subject_kind": "account",
            "subject": f"subject-{number}",
            "subject_name": f"栏目{number}",
            "organization": unit or self.bureau,
            "office": self.office,
            "state": "confirmed",
            "place": self.place,
            "clause": "fangxian-5g",
            "document": "fangxian-2023-16",
            "says": f"第{number}个栏目已有 40 天没有更新",
            "mend": "尽快更新",
            "first_seen_on": date(2026, 11, 19),
            "last_seen_on": date(2026, 11, 19),
            "first_inspection": self.inspection,
            "last_inspection": self.inspection,
        }
        return Finding.objects.create(**(values | fields))

    def unnamed(self, handle: str = "qh-linye", **fields: Any) -> Finding:
        """A certification that does not name its unit: a check finds it, and can look again."""
        account = self.account(
            self.bureau, handle, is_certified=True, certification_text="官方账号"
        )
        return self.finding(
            check_id="accounts.certification_names_sponsor",
            source="check",
            title="认证信息未写明主办单位",
            subject_kind="account",
            subject=handle,
            subject_name=handle,
            account=account,
            clause="fangxian-3-2b",
            says="公开认证信息“官方账号”没有写明主办单位",
            **fields,
        )

    def silent(self, *spans: tuple[date, date], handle: str = "qh-linye") -> Finding:
        """An account that published every third day but within ``spans``, and the gap found."""
        account = self.account(self.bureau, handle, opened_on=date(2025, 1, 1))
        every = (date(2026, 7, 1) + timedelta(days=n) for n in range(0, 143, 3))
        Publication.objects.bulk_create(
            Publication(account=account, number=f"{handle}-{day}", published_on=day)
            for day in every
            if not any(first < day < last for first, last in spans)
        )
        Seen.objects.create(
            relation="publications",
            from_on=date(2026, 1, 1),
            as_of_on=date(2026, 11, 20),
            by=self.inspector,
            at=clock.now(),
        )
        return self.finding(
            check_id="updates.gap",
            source="check",
            title="更新间隔过长",
            subject=handle,
            subject_name=handle,
            account=account,
            clause="fangxian-5",
            says="连续 20 天没有更新，上限为 10 天",
            since_on=spans[0][0],
        )

    def ordered(self, *findings: Finding) -> Case:
        """An order for findings of the bureau."""
        (case,) = order(findings, by=self.inspector)
        return case

    def mended(self, *findings: Finding, done: str = "已经改正") -> Case:
        """The same, signed for, mended and reported: it waits for the second look."""
        case = cases.act(self.ordered(*findings), "sign", by=self.clerk)
        for row in rows_of(case):
            mend_item(row, by=self.clerk, done=done)
        return self.reported(case)

    def reported(self, case: Case) -> Case:
        case = cases.act(case, "mended", by=self.clerk, opinion="逐项整改完毕")
        return cases.act(case, "report", by=self.head, attachments=[REPORT])


def rows_of(case: Case) -> list[Rectification]:
    return list(Rectification.objects.filter(case=case).order_by("pk"))
