"""Everything in which a filled form differs from what the registers would print today."""

from collections.abc import Iterator

from zhijian.core.forms.model import Form, Table
from zhijian.core.forms.values import FormValues, Row, tidy
from zhijian.ledger.models import Account
from zhijian.papers.back.account_fields import Compared, difference_of
from zhijian.papers.back.difference import Difference, Write
from zhijian.papers.back.menu_rows import menu_differences
from zhijian.papers.back.people_fields import contact_difference, team_differences
from zhijian.papers.matter import Matter
from zhijian.papers.sources.inventory import inventory
from zhijian.papers.values import fill

__all__ = ["Difference", "Write", "differences"]


def differences(form: Form, matter: Matter, paper: FormValues) -> list[Difference]:
    """The differences in the order of the form. ``matter`` must be open: numbers are compared."""
    stands = fill(form, matter).values
    held = tidy(form, paper)
    if any(table.source == "unit.accounts" for table in form.tables.values()):
        return list(_of_list(form, matter, stands, held))
    return list(_of_account(form, matter, stands, held))


def _of_account(
    form: Form, matter: Matter, stands: FormValues, paper: FormValues
) -> Iterator[Difference]:
    account = matter.account
    told: set[tuple[str, str]] = set()
    for key, asked in form.fields.items():
        was, now = stands.get(key), paper.get(key)
        if asked.source == "unit.contact":
            found = contact_difference(asked, matter, was, now)
        elif account is None:
            continue
        else:
            found = difference_of(Compared(asked, account, was, now, key, asked.name))
        if found is not None and (asked.source, found.paper) not in told:
            told.add((asked.source, found.paper))
            yield found
    for key, table in form.tables.items():
        if account is not None and table.source == "account.menus":
            yield from menu_differences(table, account, stands.rows(key), paper.rows(key))
        elif table.source == "unit.team":
            yield from team_differences(
                table, matter, list(stands.rows(key)), list(paper.rows(key))
            )


def _of_list(
    form: Form, matter: Matter, stands: FormValues, paper: FormValues
) -> Iterator[Difference]:
    for key, table in form.tables.items():
        if table.source == "unit.accounts":
            yield from _of_rows(table, matter, list(stands.rows(key)), list(paper.rows(key)))


def _of_rows(
    table: Table, matter: Matter, stands: list[Row], paper: list[Row]
) -> Iterator[Difference]:
    """Row by row: by name and unit, by name alone where only one account bears it."""
    names = {cell.source: cell.key for cell in table.cells}
    accounts = [item.account for item in inventory(matter).items]
    left = list(range(len(stands)))
    for number, row in enumerate(paper, start=1):
        place = _matching(row, stands, left, names)
        label = str(row.get(names["row.name"]) or f"第 {number} 行")
        if place is None:
            yield _extra(table, row, number, label)
            continue
        left.remove(place)
        yield from _cells(table, accounts[place], stands[place], row, label)
    for place in left:
        account = accounts[place]
        why = "表上没有这个账号；已经停用的，请办理关停或注销"
        yield Difference(
            f"{table.key}.gone.{account.pk}", account.name, "在册", "", None, why, "ending"
        )


def _matching(row: Row, stands: list[Row], left: list[int], names: dict[str, str]) -> int | None:
    name = names["row.name"]
    found = [place for place in left if stands[place].get(name) == row.get(name)]
    for source in ("row.unit", "row.platform_operator", "row.opened_on", "row.platform"):
        key = names.get(source)
        if key is None or len(found) < 2:
            continue
        nearer = [place for place in found if stands[place].get(key) == row.get(key)]
        found = nearer or found
    return found[0] if found else None


def _cells(
    table: Table, account: Account, stands: Row, paper: Row, label: str
) -> Iterator[Difference]:
    for cell in table.cells:
        one = Compared(
            cell,
            account,
            stands.get(cell.key),
            paper.get(cell.key),
            f"{account.pk}.{cell.key}",
            f"{label}：{cell.name}",
        )
        found = difference_of(one)
        if found is not None:
            yield found


def _extra(table: Table, row: Row, number: int, label: str) -> Difference:
    from zhijian.papers.back.difference import shown

    told = "　".join(shown(cell, row.get(cell.key)) for cell in table.cells if row.get(cell.key))
    why = "台账里没有这个账号；属于本单位的，请登记后补备案"
    return Difference(
        f"{table.key}.extra.{number}", label, "", told[:300], None, why, "retrofiling"
    )
