"""A bureau in each of the five places, its people, and a case that has come to its filing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from apps.cases.conftest import FRIDAY, a_unit, kept_apart  # noqa: F401
from apps.ledger.conftest import kept_apart as ledger_kept_apart  # noqa: F401
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cases.policy import possibilities
from zhijian.ledger.models import Account, LifeEvent
from zhijian.people.models import Organization, Oversight, Person, Position, User

PLACES = {
    "yinzhou": "211202",
    "fangxian": "420325",
    "hengnan": "430422",
    "qingdao": "370200",
    "haiyan": "330424",
}
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)
LEAVES = ("drop", "refuse", "withdraw")


@dataclass
class Bureau:
    """One bureau, the office above it, and everybody who may have to act."""

    place: str
    government: Organization
    office: Organization
    unit: Organization
    users: dict[str, User]

    @property
    def clerk(self) -> User:
        """Who keeps the bureau's registers."""
        return self.users["admin"]

    def account(self, **fields) -> Account:
        return Account.objects.create(
            organization=self.unit,
            **{
                "handle": f"gh_{self.place}",
                "name": "青禾林业",
                "platform": "wechat",
                "state": "planned",
                **fields,
            },
        )

    def case(self, account: Account, process: str = "opening", **event) -> Case:
        """A case at its step of filing, with its event."""
        case = cases.open_case(
            process, organization=self.unit, title="办一件事", by=self.users["editor"]
        )
        LifeEvent.objects.create(
            **{
                "number": case.number,
                "account": account,
                "organization": self.unit,
                "kind": "OPEN",
                "detail": "open",
                "event_on": date(2026, 11, 19),
                "case": case,
                **event,
            }
        )
        return self.walk(case, "file")

    def walk(self, case: Case, to: str) -> Case:
        for _ in range(12):
            if case.step == to:
                return case
            case = self.step(case)
        raise AssertionError(case.step)

    def step(self, case: Case) -> Case:
        """The first way forward that is open to anybody."""
        for user in self.users.values():
            for offer in possibilities(case, user).moves:
                move = offer.move
                if offer.is_open and not move.is_return and move.verb not in LEAVES:
                    return cases.act(
                        case,
                        move.verb,
                        by=user,
                        opinion="同意",
                        ticked=[item.code for item in case.present.checklist],
                        attachments=[Upload("p.png", PNG, kind) for kind in move.needs],
                    )
        raise AssertionError(f"nobody may leave {case.step}")


@pytest.fixture
def bureau(db) -> Callable[[str], Bureau]:
    def make(name: str) -> Bureau:
        place = PLACES[name]
        government = a_unit(f"{name}县人民政府", level="government", place=place)
        office = a_unit(f"{name}县政府办公室", government, place=place)
        unit = a_unit(f"{name}县林业局", government, place=place)
        for below, above in ((unit, office), (office, government)):
            Oversight.objects.create(
                organization=below, office=above, role="supervises", from_on=date(2024, 1, 1)
            )
        posts = {
            "editor": (unit, "EDITOR"),
            "reviewer": (unit, "REVIEWER"),
            "deputy": (unit, "DEPUTY"),
            "principal": (unit, "PRINCIPAL"),
            "admin": (unit, "ADMIN"),
            "above": (office, "LEAD"),
            "above_b": (office, "REVIEWER"),
        }
        users = {}
        for key, (where, kind) in posts.items():
            person = Person.objects.create(organization=where, name=f"{name}{key}")
            Position.objects.create(
                organization=where, person=person, kind=kind, from_on=date(2024, 1, 1)
            )
            users[key] = User.objects.create_user(f"{name}-{key}", person=person)
        return Bureau(place, government, office, unit, users)

    return make
