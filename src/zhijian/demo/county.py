"""The county under construction: its ledgers, who is still free to be planted on, and the truth."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from zhijian.core.facts import codes
from zhijian.core.facts.collection import Sight
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit, due_on
from zhijian.core.workdays import day_number, from_day_number
from zhijian.demo.scenario import AS_OF, AS_OF_D, GIVEN, NOBODY, PLACES, SURNAMES, Places

Row = dict[str, str | int | None]
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_SIGNS = "0123456789X"


@dataclass(frozen=True, order=True, slots=True)
class Expected:
    """One outcome that judging by the rules of ``place`` must bring."""

    place: str
    check: str
    subject: str


@dataclass
class Truth:
    """What judging must bring, stated by those who planted it."""

    fails: set[Expected] = field(default_factory=set)
    warns: set[Expected] = field(default_factory=set)
    excepted: set[Expected] = field(default_factory=set)

    def expect(
        self,
        check: str,
        subject: object,
        *,
        fails: Places = NOBODY,
        warns: Places = NOBODY,
        excepted: Places = NOBODY,
    ) -> None:
        """State that ``check`` speaks of ``subject``: as a failure, a warning, an exception."""
        for places, told in (
            (fails, self.fails),
            (warns, self.warns),
            (excepted, self.excepted),
        ):
            told.update(Expected(place, check, str(subject)) for place in places)


@dataclass
class County:
    """Ledgers being written. ``posts`` says on which days an account publishes."""

    law: Law
    rng: random.Random
    size: int
    rows: dict[str, list[Row]] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)
    truth: Truth = field(default_factory=Truth)
    posts: dict[str, list[int]] = field(default_factory=dict)
    forms: dict[object, int] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, relation: str, **row: str | int | None) -> Row:
        """Write one row into a ledger and return it."""
        self.rows.setdefault(relation, []).append(row)
        return row

    def number(self, prefix: str) -> str:
        """Return the next number of a series, such as ``BD-2026-0007``."""
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}-2026-{self._numbers[prefix]:04d}"

    @property
    def ordinary(self) -> set[object]:
        """The units that are judged by the county's own rules."""
        return {
            row["organization"]
            for row in self.rows["organizations"]
            if row["kind"] == "organ" and row["managed_by"] == "local"
        }

    def take(self, relation: str, wanted: Callable[[Row], bool], *, topic: str = "") -> Row:
        """Return the first row nobody has planted on in this topic, and keep it from others.

        Accounts are looked through with the wechat ones last, for these serve where no other does.

        Raises:
            Refused: the county is too small for all that is planted in it.
        """
        rows = self.rows[relation]
        if relation == "accounts":
            rows = sorted(rows, key=lambda row: row["platform"] == "wechat")
        key = RELATIONS[relation].key[0]
        for row in rows:
            name = f"{topic or relation}/{row[key]}"
            if name not in self._taken and wanted(row):
                self._taken.add(name)
                return row
        raise Refused(
            f"{self.size} 个账号不够埋下全部问题：{RELATIONS[relation].title}里没有可用的对象了。"
            "请加大 --accounts。"
        )

    def reserve(self, account: Row) -> None:
        """Keep an account from being planted on."""
        self._taken.add(f"accounts/{account['account']}")

    def publication(self, wanted: Callable[[Row], bool]) -> Row:
        """Return a publication of an ordinary account that nobody has planted on."""
        ordinary = self.ordinary
        owners = {
            row["account"]
            for row in self.rows["accounts"]
            if row["organization"] in ordinary and not row["is_industry_guided"]
        }
        return self.take("publications", lambda row: row["account"] in owners and wanted(row))

    def account(self, **wanted: str | int) -> Row:
        """Return a sound operating account that nobody has planted on."""
        ordinary = self.ordinary
        return self.take(
            "accounts",
            lambda row: (
                row["state"] == "operating"
                and row["organization"] in ordinary
                and not row["is_industry_guided"]
                and all(row[key] == value for key, value in wanted.items())
            ),
        )

    def someone(self) -> Row:
        """Return one sound account after the other; others may plant on it too."""
        ordinary = self.ordinary
        sound = [
            row
            for row in self.rows["accounts"]
            if row["state"] == "operating"
            and row["account"] not in self.posts
            and row["organization"] in ordinary
            and row["platform"] == "wechat"
        ]
        turn = self._numbers["someone"] = self._numbers.get("someone", 0) + 1
        return sound[turn % len(sound)]

    def unit(self, topic: str) -> Row:
        """Return a department that keeps accounts and that nobody has planted on in this topic.

        Faults of different topics (its accounts, its posts, its papers …) do not touch each other.
        """
        hosts = {
            row["organization"] for row in self.rows["accounts"] if row["state"] == "operating"
        }
        place = ("organ", "department", "local")
        return self.take(
            "organizations",
            lambda row: (
                row["organization"] in hosts
                and (row["kind"], row["level"], row["managed_by"]) == place
            ),
            topic=topic,
        )

    def union(self, rule: str) -> list[str]:
        """Return every item that any of the six places lists under ``rule``, in a fixed order."""
        found: dict[str, None] = {}
        for place in PLACES:
            for row in self.law.rulebooks.in_force(place, AS_OF, rule):
                found[row.kind] = None
        return list(found)

    def listed(self, rule: str, place: str) -> list[str]:
        """Return the items that ``place`` lists under ``rule``."""
        return [row.kind for row in self.law.rulebooks.in_force(place, AS_OF, rule)]

    def workday(self, start_d: int, count: int) -> int:
        """Return the day on which a term of ``count`` workdays from ``start_d`` ends."""
        due = due_on(from_day_number(start_d), Term(count, Unit.WORKDAY), self.law.calendar)
        return day_number(due)

    def months(self, start_d: int, count: int) -> int:
        """Return the day on which a term of ``count`` months from ``start_d`` ends."""
        due = due_on(from_day_number(start_d), Term(count, Unit.MONTH), self.law.calendar)
        return day_number(due)

    def person(self) -> str:
        """Return the next invented name; none comes twice within two hundred."""
        turn = self._numbers["person"] = self._numbers.get("person", 0) + 1
        given = GIVEN[turn % len(GIVEN)]
        return SURNAMES[(turn // len(GIVEN)) % len(SURNAMES)] + given

    def digest(self) -> str:
        """Return the fingerprint of a text."""
        return f"{self.rng.getrandbits(64):016x}"


def credit_code(number: int) -> str:
    """Return a well-formed credit code of an invented unit."""
    body = f"11990000{number:09d}"
    return next(body + sign for sign in _CREDIT_SIGNS if codes.credit_code_holds(body + sign))


def org_code(number: int) -> str:
    """Return a well-formed organization code of an invented unit."""
    body = f"{number:08d}"
    return next(body + sign for sign in _ORG_SIGNS if codes.org_code_holds(body + sign))


def ago(days: int) -> int:
    """Return the day that many days before the day of judging."""
    return AS_OF_D - days
