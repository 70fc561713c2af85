"""负担单: how many fields each unit was asked to fill in within a month, counted from the tables.

What comes in day by day (publications, messages) is work, not paper, and is not counted; nor is
what the platform or the inspectors write.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, QuerySet

from zhijian.config.clock import CHINA
from zhijian.exchange.models import Task
from zhijian.inspection.models import Fulfilment, Inspection
from zhijian.ledger.registers import Register, registers
from zhijian.papers.books import forms
from zhijian.papers.models import FilledForm
from zhijian.papers.policy import asked
from zhijian.people.models import Organization

PAPER, REGISTER, REPORT, STATEMENT = "表单", "台账", "报送", "履职声明"
STATEMENT_FIELDS = 4
"""What a signed statement asks: what was done, who signs, when, until when."""


@dataclass(frozen=True)
class Asked:
    """One kind of thing a unit was asked for: how many times, and how many fields in all."""

    kind: str
    title: str
    times: int
    fields: int


@dataclass
class UnitBurden:
    """What one unit was asked for in a month."""

    unit: Organization
    asked: list[Asked] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """All fields together."""
        return sum(one.fields for one in self.asked)

    def times(self, kind: str) -> int:
        """How many things of a kind."""
        return sum(one.times for one in self.asked if one.kind == kind)

    @property
    def papers(self) -> int:
        """Forms handed in."""
        return self.times(PAPER)

    @property
    def rows(self) -> int:
        """Rows entered in registers."""
        return self.times(REGISTER)

    @property
    def reports(self) -> int:
        """Reports to systems and offices above."""
        return self.times(REPORT)

    @property
    def statements(self) -> int:
        """Signed statements."""
        return self.times(STATEMENT)


def burdens_of(units: QuerySet[Organization], month: date) -> list[UnitBurden]:
    """What units were asked for in the month of a day, most fields first; those of none last."""
    found = {unit.pk: UnitBurden(unit) for unit in units}
    for pk, one in (*_papers(month), *_rows(month), *_reports(month), *_statements(month)):
        if pk in found:
            found[pk].asked.append(one)
    for burden in found.values():
        burden.asked.sort(key=lambda one: (-one.fields, one.title))
    return sorted(found.values(), key=lambda one: (-one.fields, one.unit.name))


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the next month."""
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _within(month: date, name: str) -> dict[str, datetime]:
    first, after = (datetime.combine(day, time.min, CHINA) for day in month_of(month))
    return {f"{name}__gte": first, f"{name}__lt": after}


def _papers(month: date) -> Iterable[tuple[int, Asked]]:
    known = forms().by_id
    rows = FilledForm.objects.filter(**_within(month, "created_at"))
    for unit, form, number in _counted(rows, "organization", "form"):
        if form in known:
            each = sum(1 for _ in asked(known[form]))
            yield unit, Asked(PAPER, known[form].title, number, number * each)


def _rows(month: date) -> Iterable[tuple[int, Asked]]:
    for one in registers():
        if one.stream or one.model._meta.app_label == Inspection._meta.app_label:
            continue
        rows = one.model._default_manager.filter(**_within(month, "created_at"))
        each = _fields_of(one)
        for unit, number in _counted(rows, one.model.UNIT):
            yield unit, Asked(REGISTER, one.declared.title, number, number * each)


def _reports(month: date) -> Iterable[tuple[int, Asked]]:
    """Tasks of reporting upward: what a receipt asks (day and number) is all that is typed."""
    first, after = month_of(month)
    rows = Task.objects.filter(caused_on__gte=first, caused_on__lt=after, dropped_on=None)
    for unit, number in _counted(rows, "organization"):
        yield unit, Asked(REPORT, "报送任务", number, number * 2)


def _statements(month: date) -> Iterable[tuple[int, Asked]]:
    rows = Fulfilment.objects.filter(**_within(month, "created_at"))
    for unit, number in _counted(rows, "organization"):
        yield unit, Asked(STATEMENT, STATEMENT, number, number * STATEMENT_FIELDS)


def _counted(rows: QuerySet[Any], *names: str) -> Iterable[tuple[Any, ...]]:
    counted = rows.order_by().values_list(*names).annotate(number=Count("pk"))
    return (row for row in counted if row[0] is not None)


def _fields_of(register: Register) -> int:
    """How many fields a person fills in for one row."""
    return len(register.edited) or len([one for one in register.kept if not one.column.derived])
