"""The proof sheet of filing (备案率): per unit and recipient, how many of the accounts are filed.

Counted are the accounts in use of government units. An account is filed with a system when its
entry there has a day, with an office when a filing of its opening has one. Accounts found outside
and not settled yet are told beside: as long as there are any, no rate is proof.
"""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter

from zhijian.config import clock
from zhijian.exchange.scope import rows_of, units_of
from zhijian.exchange.terms import cited, wanted_by
from zhijian.law.books import rulebooks
from zhijian.ledger.models import Account, Filing, Stray, SystemEntry
from zhijian.people.models import Organization
from zhijian.people.roster import book_place

TARGET = "filing.rate_target"
SHOWN_NAMES = 200


@dataclass
class Tally:
    """One unit with one recipient or system."""

    recipient: str
    accounts: int = 0
    filed: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def rate(self) -> int | None:
        """The per cent filed, rounded down; None where there are no accounts."""
        return self.filed * 100 // self.accounts if self.accounts else None


@dataclass
class UnitProof:
    """One unit: its tallies by recipient, the target that holds for it, what is found outside."""

    unit: Organization
    target: int | None
    basis: str
    tallies: dict[str, Tally]
    strays: int = 0

    @property
    def is_met(self) -> bool | None:
        """Every recipient at the target, nothing outside; None where there is nothing to tell."""
        rates = [tally.rate for tally in self.tallies.values() if tally.rate is not None]
        if self.target is None or (not rates and not self.strays):
            return None
        return not self.strays and all(rate >= self.target for rate in rates)


@dataclass
class Proof:
    """All units of an office on a day."""

    office: Organization
    on: date
    units: list[UnitProof]

    @property
    def recipients(self) -> list[str]:
        """Every recipient and system that a unit is asked for, in order of first mention."""
        return list(dict.fromkeys(name for one in self.units for name in one.tallies))

    @property
    def total(self) -> dict[str, Tally]:
        """The sums by recipient."""
        sums = {name: Tally(name) for name in self.recipients}
        for one in self.units:
            for name, tally in one.tallies.items():
                sums[name].accounts += tally.accounts
                sums[name].filed += tally.filed
        return sums

    @property
    def strays(self) -> int:
        """Accounts found outside and not settled yet."""
        return sum(one.strays for one in self.units)


def proof_of(office: Organization, on: date | None = None) -> Proof:
    """The proof sheet of a unit and of those below it that have accounts, as of a day."""
    day = on or clock.today()
    accounts = rows_of(Account.objects.counted(), office).filter(created_at__date__lte=day)
    by_unit: dict[int, list[tuple[int, str]]] = {}
    rows = accounts.order_by("organization__name", "name", "pk")
    for pk, name, unit in rows.values_list("pk", "name", "organization_id"):
        by_unit.setdefault(unit, []).append((pk, name))
    entered = _entered(office, day)
    strays = Counter(
        rows_of(Stray.objects.all(), office)
        .filter(state=Stray.State.FOUND, found_on__lte=day)
        .values_list("organization_id", flat=True)
    )
    units = units_of(office).filter(pk__in={*by_unit, *strays}).order_by("name")
    proofs = [
        _of_unit(unit, day, by_unit.get(unit.pk, []), entered, strays[unit.pk]) for unit in units
    ]
    return Proof(office, day, proofs)


def _of_unit(
    unit: Organization,
    on: date,
    accounts: Iterable[tuple[int, str]],
    entered: dict[str, set[int]],
    strays: int,
) -> UnitProof:
    tallies = {}
    held = list(accounts)
    for wanted in wanted_by(unit, on):
        if wanted.is_proposed:  # a proposal of ours proves nothing and fails nobody
            continue
        names = {wanted.recipient, *(wanted.system.names if wanted.system else ())}
        filed = set().union(*(entered.get(name, set()) for name in names))
        missing = [name for pk, name in held if pk not in filed]
        tallies[wanted.recipient] = Tally(
            wanted.recipient, len(held), len(held) - len(missing), missing[:SHOWN_NAMES]
        )
    target, basis = _target(unit, on)
    return UnitProof(unit, target, basis, tallies, strays)


def _entered(office: Organization, on: date) -> dict[str, set[int]]:
    """The accounts that each recipient or system has, by its name as it was entered."""
    found: dict[str, set[int]] = {}
    entries = rows_of(SystemEntry.objects.all(), office).filter(submitted_on__lte=on)
    for name, pk in entries.values_list("system", "account_id"):
        found.setdefault(name, set()).add(pk)
    filings = rows_of(Filing.objects.all(), office).filter(filed_on__lte=on, event__kind="OPEN")
    for name, pk in filings.values_list("recipient", "event__account_id"):
        found.setdefault(name, set()).add(pk)
    return found


def _target(unit: Organization, on: date) -> tuple[int | None, str]:
    books = rulebooks()
    for row in books.in_force(book_place(unit, books), on, TARGET):
        if row.amount is not None:
            basis = cited(row.clause or "") or "文件没有规定，此为本平台建议"
            return row.amount, basis
    return None, ""


def as_xlsx(proof: Proof) -> bytes:
    """The proof sheet as a workbook: rates on one sheet, unfiled accounts on the other."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    page = book.add_worksheet("备案率证明")
    heads = [
        "单位",
        "接收方或系统",
        "在册账号",
        "已备案",
        "备案率（%）",
        "目标（%）",
        "体外未核实",
        "依据",
    ]
    _heads(
        page, [f"{proof.office}，截至 {proof.on}"], heads, bold, (28, 34, 10, 10, 12, 10, 12, 60)
    )
    line = 2
    for one in proof.units:
        for tally in one.tallies.values():
            page.write_string(line, 0, one.unit.name)
            page.write_string(line, 1, tally.recipient)
            for column, number in enumerate(
                (tally.accounts, tally.filed, tally.rate, one.target, one.strays), 2
            ):
                if number is not None:
                    page.write_number(line, column, number)
            page.write_string(line, 7, one.basis)
            line += 1
    rest = book.add_worksheet("未备案账号")
    _heads(rest, [], ["单位", "接收方或系统", "账号名称"], bold, (28, 34, 34))
    line = 1
    for one in proof.units:
        for tally in one.tallies.values():
            for name in tally.missing:
                for column, text in enumerate((one.unit.name, tally.recipient, name)):
                    rest.write_string(line, column, text)
                line += 1
    book.close()
    return file.getvalue()


def _heads(
    page: "xlsxwriter.worksheet.Worksheet",
    above: list[str],
    heads: list[str],
    bold: object,
    widths: tuple[int, ...],
) -> None:
    for number, text in enumerate(above):
        page.write_string(number, 0, text)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(len(above), column, head, bold)
    page.freeze_panes(len(above) + 1, 0)
