"""The list of a unit's accounts with those of the units below it, and what they add up to."""

from collections import Counter
from typing import Any

from zhijian.core.accounts.advice import Measure
from zhijian.papers.answers import Rows, Value
from zhijian.papers.inventory import Inventory, Item
from zhijian.papers.matter import Matter
from zhijian.papers.sources.account import MODES, STATES, followers, followers_by, functions
from zhijian.papers.sources.account import operator as operator_of

_OF_MEASURE = {
    "kept": Measure.KEEP,
    "changed": Measure.CHANGE,
    "merged": Measure.MERGE,
    "closed": Measure.CLOSE,
    "deregistered": Measure.DEREGISTER,
}
_FORMS = {
    ("app", ""): "forms.app",
    ("weibo", ""): "forms.weibo",
    ("wechat", "subscription"): "forms.subscription",
    ("wechat", "service"): "forms.service",
    ("miniprogram", ""): "forms.miniprogram",
}


def inventory(matter: Matter) -> Inventory:
    """The inventory of a paper, read once."""
    kept = getattr(matter, "_inventory", None)
    if kept is None:
        kept = Inventory(matter)
        matter._inventory = kept  # type: ignore[attr-defined]
    return kept


def _rows(matter: Matter) -> list[dict[str, Any]]:
    held = inventory(matter)
    seen = followers_by([item.account.pk for item in held.items], matter)
    return [
        {
            "row.number": number,
            **_names(held, item),
            **_people(held, item),
            **_figures(held, item, seen),
            **_measures(held, item),
        }
        for number, item in enumerate(held.items, start=1)
    ]


def _names(held: Inventory, item: Item) -> dict[str, Any]:
    then, account = item.then, item.account
    return {
        "row.unit": item.unit.name,
        "row.supervisor": then.get("supervisor") or held.supervisors[item.unit.pk],
        "row.name": then.get("name"),
        "row.form": held.form(item),
        "row.platform": held.platforms.title(account),
        "row.platform_operator": held.platforms.operator(account),
        "row.is_certified": then.get("is_certified"),
        "row.certified_subject": then.get("certified_subject"),
        "row.operator": operator_of(account, item.unit),
        "row.mode": MODES.get(then.get("operation_mode")),
        "row.opened_on": then.get("opened_on"),
        "row.state": STATES.get(then.get("state")),
        "row.functions": functions(account),
    }


def _people(held: Inventory, item: Item) -> dict[str, Any]:
    matter, account = held.matter, item.account
    head = held.first(item.unit, "PRINCIPAL", "DEPUTY")
    runs_itself = operator_of(account, item.unit) == item.unit.name
    own = held.first(item.unit, "ADMIN", "CONTACT") if runs_itself else None
    return {
        "row.host_head": head.person.name if head else "",
        "row.host_phone": matter.number(head.person, "office_phone", "phone") if head else "",
        "row.operator_person": account.operator_contact or (own.person.name if own else ""),
        "row.operator_phone": matter.sealed(account, "operator_phone")
        or (matter.number(own.person, "office_phone", "phone") if own else ""),
    }


def _figures(held: Inventory, item: Item, seen: dict[int, int]) -> dict[str, Any]:
    account, runners = item.account, held.runners(item)
    dedicated = account.has_dedicated_staff
    if dedicated is None and runners:
        dedicated = any(one.is_full_time for one in runners)
    count = account.staff_count
    if count is None and runners:
        count = len({one.person_id for one in runners})
    return {
        "row.budget": account.budget_per_year,
        "row.followers": followers(account, held.matter, seen),
        "row.reads": account.reads,
        "row.frequency": account.update_frequency,
        "row.has_dedicated_staff": dedicated,
        "row.headcount": count,
        "row.same_platform": held.same_platform[held.kind_key(item)],
    }


def _measures(held: Inventory, item: Item) -> dict[str, Any]:
    decided = held.measures.get(item.account.pk)
    return {
        "row.measure": held.measure(item),
        "row.measure_due": decided.campaign.due_on if decided else None,
        "row.problems": decided.reason if decided else "",
    }


def _by_form(matter: Matter) -> list[dict[str, Any]]:
    """How many of each kind; what no form names by itself stands with the other platforms."""
    held = inventory(matter)
    found = Counter(
        _FORMS.get((item.account.platform, item.account.account_type))
        or _FORMS.get((item.account.platform, ""), "forms.other")
        for item in held.items
    )
    return [{name: found[name] for name in (*_FORMS.values(), "forms.other")}]


def _by_measure(matter: Matter) -> list[dict[str, Any]]:
    """How many were decided on each way; applications for special needs are not kept here."""
    counted = _decided(matter)
    del counted["deregistered"]
    return [
        {f"measures.{name}": number for name, number in counted.items()}
        | {"measures.special": None}
    ]


def _decided(matter: Matter) -> dict[str, int]:
    """How many accounts each measure was decided for."""
    found = Counter(row.measure for row in inventory(matter).measures.values())
    return {name: found[measure.name] for name, measure in _OF_MEASURE.items()}


def _counts(matter: Matter) -> list[dict[str, Any]]:
    held = inventory(matter)
    filed = sum(item.then.get("is_filed") is True for item in held.items)
    return [
        {
            "counts.total": len(held.items),
            "counts.filed": filed,
            **{f"counts.{name}": number for name, number in _decided(matter).items()},
        }
    ]


def _papers(matter: Matter) -> list[str]:
    from zhijian.papers.books import own_and_other

    own, _ = own_and_other(matter.unit)
    named = [form for form in own if {"OPEN", "INVENTORY"} & set(form.events) and form.tables]
    return [form.short_title or form.title for form in named]


VALUES: dict[str, Value] = {
    "inventory.total": lambda matter: len(inventory(matter).items),
    "inventory.papers": _papers,
}
TABLES: dict[str, Rows] = {
    "unit.accounts": _rows,
    "inventory.by_form": _by_form,
    "inventory.by_measure": _by_measure,
    "inventory.counts": _counts,
}
