"""The matter of one paper: its subject and what hangs on it, by whom, for which day.

Numbers of people are opened only where the paper may hold them (``opens``); whose were opened is
kept in ``opened`` for the record. Everywhere else they are masked.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.books import rulebooks
from zhijian.law.reading import place_title
from zhijian.ledger.models import Account, Announcement, LifeEvent, Site
from zhijian.papers.subjects import Subject
from zhijian.people.encryption import masked
from zhijian.people.models import Organization, Person, Position, User
from zhijian.people.roster import book_place

GOVERNMENT_END = "人民政府"


class Matter:
    """What the sources of a paper may ask for. ``on`` is the day of which the registers speak."""

    def __init__(
        self, subject: Subject, user: User, on: date | None = None, *, opens: bool = False
    ) -> None:
        self.subject = subject
        self.user = user
        self.today = clock.today()
        self.on = on or self.today
        self.opens = opens
        self.opened: set[int] = set()

    @property
    def unit(self) -> Organization:
        """The unit whose paper it is."""
        return self.subject.unit

    @cached_property
    def place(self) -> str:
        """The division code whose rules hold for the unit."""
        return book_place(self.unit, rulebooks())

    @cached_property
    def place_name(self) -> str:
        """What the place calls itself: as its government is named in the tree, else its rules."""
        above = Organization.objects.above(self.unit).filter(
            level=Organization.Level.GOVERNMENT, name__endswith=GOVERNMENT_END
        )
        nearest = max(above, key=lambda one: Organization.objects.above(one).count(), default=None)
        if nearest is not None and len(nearest.name) > len(GOVERNMENT_END):
            return nearest.name.removesuffix(GOVERNMENT_END)
        try:
            return place_title(rulebooks(), rulebooks().book_of(self.place))
        except Refused:
            return ""

    @cached_property
    def case(self) -> Case | None:
        """The case the paper belongs to."""
        row = self.subject.row
        if isinstance(row, Case):
            return row
        return self.event.case if self.event else None

    @cached_property
    def event(self) -> LifeEvent | None:
        """What happens to the account: by the case, else what is under way, else the latest."""
        row = self.subject.row
        events = LifeEvent.objects.select_related("account__organization", "case", "successor")
        if isinstance(row, Case):
            return events.filter(case=row).order_by("-pk").first()
        if not isinstance(row, Account):
            return None
        own = events.filter(account=row)
        under_way = own.filter(done_on__isnull=True, case__state="open").order_by("-pk").first()
        return under_way or own.order_by("-pk").first()

    @cached_property
    def account(self) -> Account | None:
        """The account."""
        row = self.subject.row
        if isinstance(row, Account):
            return row
        if isinstance(row, Case):
            if self.event and self.event.account:
                return self.event.account
            found = self._subject_of_case(Account)
            return found if isinstance(found, Account) else None
        account = getattr(row, "account", None)
        return account if isinstance(account, Account) else None

    @cached_property
    def site(self) -> Site | None:
        """The site."""
        row = self.subject.row
        if isinstance(row, Site):
            return row
        found = self._subject_of_case(Site) if isinstance(row, Case) else None
        return found if isinstance(found, Site) else None

    @cached_property
    def announcement(self) -> Announcement | None:
        """The latest public notice of the event, the account or the site."""
        rows = Announcement.objects.order_by("-pk")
        if self.event and (found := rows.filter(event=self.event).first()):
            return found
        if self.site is not None:
            return rows.filter(site=self.site).first()
        return rows.filter(account=self.account).first() if self.account else None

    @cached_property
    def all_positions(self) -> list[Position]:
        """Who holds which position in the unit on the day, with the person."""
        rows = Position.objects.held_on(self.on).filter(organization=self.unit)
        return list(rows.select_related("person__organization").order_by("from_on", "pk"))

    def holders(self, *kinds: str) -> list[Position]:
        """Those in one of the positions, in the order of the kinds."""
        found = [one for one in self.all_positions if one.kind in kinds and not one.is_outsourced]
        return sorted(found, key=lambda one: kinds.index(one.kind))

    def number(self, person: Person | None, *fields: str) -> str:
        """The first of a person's numbers that is known: plain where the paper may hold it."""
        for name in fields if person is not None else ():
            if text := getattr(person, name):
                if not self.opens:
                    return masked(text)
                self.opened.add(person.pk)  # type: ignore[union-attr]
                return str(text)
        return ""

    def sealed(self, row: Any, name: str) -> str:
        """A sealed text of another row, under the same condition."""
        text = getattr(row, name, "") or ""
        return str(text) if self.opens else masked(text)

    def _subject_of_case(self, model: type[Any]) -> Any:
        row = self.subject.row
        if row.subject_type != model._meta.label_lower or not row.subject_id.isdecimal():
            return None
        return model.objects.filter(pk=int(row.subject_id)).first()


def people_of(positions: Iterable[Position]) -> list[Position]:
    """One position for each person, the first one."""
    found: dict[int, Position] = {}
    for one in positions:
        found.setdefault(one.person_id, one)
    return list(found.values())


def with_title(position: Position | None) -> str:
    """Name and title as a form writes them: 张三（副局长）."""
    if position is None:
        return ""
    title = position.title or position.person.title
    return f"{position.person.name}（{title}）" if title else position.person.name
