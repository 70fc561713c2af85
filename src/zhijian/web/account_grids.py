"""Forms of many rows, filled in like the paper: menus, links looked at, followers of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from zhijian.ledger.menus import MenuLine, levels_of
from zhijian.ledger.models import Account, MenuItem
from zhijian.web.seen_forms import NumberField

BLANK_ROWS = 5
MOST_ROWS = 200
PARTS = ("place", "name", "level_1", "level_2", "level_3", "link", "remark")
LENGTHS = {"level_1": 60, "level_2": 60, "level_3": 60, "name": 60, "link": 500, "remark": 200}


@dataclass(frozen=True)
class MenuRow:
    """A row of the menu's grid: its number there and what stands in it, as typed."""

    number: int
    values: Mapping[str, str]

    @property
    def is_blank(self) -> bool:
        """Nothing but a place in the order."""
        return not any(self.values[name].strip() for name in PARTS if name != "place")

    @property
    def line(self) -> MenuLine:
        """The row as an item; a level left out before another one stays as a gap."""
        levels = [self.values[f"level_{n}"].strip() for n in (1, 2, 3)]
        while levels and not levels[-1]:
            levels.pop()
        named = (self.values[name].strip() for name in ("name", "link", "remark"))
        return MenuLine(tuple(levels), *named)


def rows_of(items: Sequence[MenuItem], blank: int = BLANK_ROWS) -> list[MenuRow]:
    """The menu as rows, and blank ones after them."""
    found = []
    for number, item in enumerate(items):
        levels = (*levels_of(item), "", "", "")
        values = {"place": str(number + 1), "name": item.name, "link": item.link}
        values |= {f"level_{n + 1}": levels[n] for n in range(3)} | {"remark": item.remark}
        found.append(MenuRow(number, values))
    empty = dict.fromkeys(PARTS, "")
    return found + [MenuRow(len(found) + n, empty) for n in range(blank)]


def rows_sent(data: Mapping[str, Any]) -> list[MenuRow]:
    """The rows as they came back, in the order that their places give."""
    found = []
    for number in range(MOST_ROWS + BLANK_ROWS + 1):
        if f"{number}-level_1" not in data:
            break
        values = {name: str(data.get(f"{number}-{name}", ""))[:1000] for name in PARTS}
        found.append(MenuRow(number, values))
    return sorted(found, key=_place)


def _place(row: MenuRow) -> tuple[float, int]:
    """Where a row goes: by its number, ties and blanks as they stood."""
    text = row.values["place"].strip()
    try:
        return (float(text), row.number) if text else (float("inf"), row.number)
    except ValueError:
        return (float("inf"), row.number)


class LinksForm(forms.Form):
    """Which links of a menu worked when somebody opened them."""

    CHOICES = (("", "未查看"), ("1", "有效"), ("0", "失效"))

    seen_on = forms.DateField(label="查看日期")
    use_required_attribute = False

    def __init__(self, *args: Any, items: Sequence[MenuItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"item-{item.pk}"] = forms.ChoiceField(
                label=str(item), required=False, choices=self.CHOICES, widget=forms.RadioSelect
            )

    @property
    def lines(self) -> list[tuple[MenuItem, Any]]:
        """Each item with its field."""
        return [(item, self[f"item-{item.pk}"]) for item in self.items]

    def works(self) -> dict[int, bool]:
        """What was said, by item."""
        told = ((item.pk, self.cleaned_data[f"item-{item.pk}"]) for item in self.items)
        return {pk: value == "1" for pk, value in told if value}


class ManyFollowersForm(forms.Form):
    """The counts of many accounts, seen on one day; what stays empty stays as it is."""

    seen_on = forms.DateField(label="查看日期")
    use_required_attribute = False

    def __init__(self, *args: Any, accounts: Sequence[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = list(accounts)
        for account in self.accounts:
            self.fields[f"count-{account.pk}"] = NumberField(label=account.name, required=False)

    @property
    def lines(self) -> list[tuple[Account, Any]]:
        """Each account with its field."""
        return [(account, self[f"count-{account.pk}"]) for account in self.accounts]

    def counts(self) -> dict[int, int]:
        """What was filled in, by account."""
        told = ((one.pk, self.cleaned_data[f"count-{one.pk}"]) for one in self.accounts)
        return {pk: count for pk, count in told if count is not None}
