"""Seeded random facts over every relation: dense, with ties, blanks, strangers and equal limits.

The generator reads the declarations of the relations, so that a new column is covered the day it is
declared. Days are drawn near the day of judging and at distances that limits are made of, so that
"exactly the limit" comes up by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law
from zhijian.core.workdays import day_number

ON = date(2026, 6, 30)
PLACES = ("211202", "420325", "430422", "370200", "330424")
DISTANCES = (
    *(-30, -3, -1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11, 13, 14, 14, 15, 20, 21, 22),
    *(29, 30, 31, 45, 60, 61, 89, 90, 91, 92, 93, 120, 181, 183, 200, 364, 365, 366, 367, 500, 800),
)
BLANK = 0.16
OFTEN_BLANK = frozenset(
    {"interpreted_on_site_d", "interpreted_on_account_d", "filed_d", "handled_s"}
)

_SIZES = {
    "organizations": 40,
    "accounts": 110,
    "sites": 36,
    "site_columns": 90,
    "column_items": 200,
    "publications": 900,
    "reviews": 1500,
    "screenings": 700,
    "messages": 160,
    "replies": 120,
    "must_reposts": 60,
    "sources": 10,
    "life_events": 120,
    "filings": 330,
    "announcements": 130,
    "positions": 150,
    "attestations": 700,
    "duty_shifts": 300,
    "patrols": 200,
    "training": 160,
    "contract_papers": 120,
    "contracts": 60,
    "receipts": 190,
    "credentials": 90,
    "incidents": 110,
    "incident_reports": 150,
    "inspections": 70,
    "offline_periods": 160,
    "rectifications": 70,
    "disclosure_items": 70,
    "policies": 150,
    "staff_changes": 160,
    "menus": 70,
    "certifications": 10,
    "exceptions": 20,
}
_POOLS: Mapping[str, tuple[object, ...]] = {
    "is_industry_guided": (0, 0, 0, 0, 0, 1, None),
    "operation_mode": ("self", "purchased", ""),
    "has_device": (0, 1, 1, None),
    "is_reachable": (*(1,) * 12, 0, None),
    "is_important": (0, 1, 1, None),
    "has_comment_module": (0, 1, 1, None),
    "person": ("甲", "乙", "丙", "丁"),
    "done_by": ("甲", "乙"),
    "rechecked_by": ("甲", "乙"),
    "justified_by": ("甲", ""),
    "revision_hash": ("v1", "v1", "v1", "v2", ""),
    "released_hash": ("v1", "v1", "v1", "v2", ""),
    "stage": (1, 2, 3),
    "organizations.kind": (*("organ",) * 8, "internal", "enterprise", "operator", ""),
    "site_columns.state": ("operating", "operating", "", "closed"),
    "inspections.organization": ("单位0", "单位1", "单位2", "单位3", "单位4", "单位5", ""),
    "inspections.kind": ("SPOT_CHECK", "SWEEP", "MONITOR", "MONITOR", "WATCH"),
    "open_high": (0, 0, 1, None),
    "store_links_left": (0, 2, None),
    "origin": ("original", "repost", "repost"),
    "platform": ("wechat", "weibo", "app"),
    "account_type": ("subscription", "service", "other"),
    "media_form": ("text", "video", "app", ""),
    "managed_by": ("local", "local", "local", "city", "province", ""),
    "level": ("government", "department", "department", "township", "subordinate", ""),
    "domain": ("www.qinghe.gov.cn", "qinghe.shiyan.gov.cn", "qinghe.example.com", ""),
    "credit_code": ("11441700007280420Y", "11441700007280420X", ""),
    "org_code": ("01145506X", "011455060", ""),
    "site_code": ("4203250001", "9203250001", ""),
    "icp_number": ("鄂ICP备12345678号", "鄂ICP备", ""),
    "police_number": ("鄂公网安备42032502000001号", "公安", ""),
    "map_number": ("GS(2024)1234号", "无号", ""),
    "source": ("青禾网", "河畔日报", "某论坛", ""),
    "certified_subject": ("单位0", "单位1", "别家", ""),
    "certification_text": ("单位0官方账号", "官方账号", ""),
    "name": ("青禾发布", "青禾 发布", "青禾之声", "清禾发布"),
}
_HELD: Mapping[str, tuple[str, str, Mapping[str, int]]] = {
    "positions": ("organization", "post", {"from_d": 300, "until_d": -9}),
    "attestations": ("organization", "matter", {"signed_d": 40, "until_d": -9}),
    "training": ("organization", "area", {"held_d": 120}),
    "filings": ("event", "recipient", {"filed_d": 20}),
    "incident_reports": ("incident", "recipient", {}),
    "contract_papers": ("contract", "paper", {"signed_d": 40, "until_d": -9}),
    "receipts": ("account", "system", {"submitted_d": 40}),
}
_LISTS = {
    "matter": ("people.host_rules", "security.documents", "security.annual_attestations"),
    "recipient": ("filing.recipients", "incident.recipients"),
    "system": ("filing.systems",),
    "paper": ("outsourcing.documents",),
    "area": ("training.areas",),
    "category": ("reposts.allowed_sources",),
}


Record = dict[str, object]


@dataclass(frozen=True)
class Mill:
    """Draws records of every relation; the same seed gives the same records."""

    law: Law
    seed: int
    share: float = 1.0
    on: date = ON
    places: Sequence[str] = PLACES
    random: Random = field(default_factory=Random, repr=False)
    items: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def records(self) -> dict[str, list[Record]]:
        """Return records of every relation, no key twice."""
        self.random.seed(self.seed)
        ids = {name: self._ids(relation) for name, relation in RELATIONS.items()}
        return {name: self._rows(relation, ids) for name, relation in RELATIONS.items()}

    def facts(self, sights: Mapping[str, Sight] | None = None) -> Facts:
        """Return the records as facts."""
        return Facts.from_records(self.records(), sights)

    def _size(self, name: str) -> int:
        return max(1, round(_SIZES.get(name, 30) * self.share))

    def _ids(self, relation: Relation) -> list[str]:
        word = "单位" if relation.name == "organizations" else relation.name[:4]
        return [f"{word}{number}" for number in range(self._size(relation.name))]

    def _rows(self, relation: Relation, ids: Mapping[str, list[str]]) -> list[Record]:
        rows: dict[tuple[object, ...], Record] = {}
        single = relation.key[0] if len(relation.key) == 1 else ""
        given = [*self._orderly(relation, ids), *({single: own} for own in ids[relation.name])]
        for known in given:
            row = {column.name: self._value(relation, column, ids) for column in relation.asked}
            if single and relation.column(single).refers:
                known = {}
            row |= {name: value for name, value in known.items() if name}
            rows.setdefault(tuple(row[name] for name in relation.key), row)
        return list(rows.values())

    def _orderly(self, relation: Relation, ids: Mapping[str, list[str]]) -> list[Record]:
        """Return what the first few owners hold in full, so that something passes as well."""
        end = day_number(self.on)
        units = ids["organizations"]
        if relation.name == "organizations":
            places = [*self.places, ""]
            levels = ("department", "department", "government", "government")
            some = (units[:6], units[6:12], units[-12:-6], units[-6:])
            return [
                {"organization": unit, "division": place, "kind": "organ", "level": level}
                for these, level in zip(some, levels, strict=True)
                for unit, place in zip(these, places, strict=True)
            ]
        if relation.name == "accounts":
            return [
                {"account": f"{unit}的{platform}", "organization": unit, "platform": platform}
                | {"state": "operating", "is_industry_guided": 0}
                for unit in units[-12:-6]
                for platform in ("app", "wechat")
            ]
        if relation.name == "sources":
            return [
                {"source": source, "category": category}
                for source, category in zip(
                    _POOLS["source"][:2], self._items("category"), strict=False
                )
            ]
        if relation.name == "duty_shifts":
            return [
                {"organization": unit, "duty_d": end - back, "person": "甲", "is_reachable": 1}
                for unit in units[:6]
                for back in range(93)
            ]
        if relation.name not in _HELD:
            return []
        owner, thing, dates = _HELD[relation.name]
        things = (
            [code for code, _ in relation.column(thing).choices]
            if relation.column(thing).choices
            else self._items(thing)
        )
        owners = ids[relation.column(owner).refers or "organizations"]
        return [
            {owner: own, thing: item, **{name: end - back for name, back in dates.items()}}
            | ({"topic": item} if relation.name == "training" else {})
            for own in owners[:12]
            for item in things
        ]

    def _value(self, relation: Relation, column: Column, ids: Mapping[str, list[str]]) -> object:
        refers = "organizations" if column.name == "organization" else column.refers
        if refers:
            return self._reference(refers, ids)
        if column.name == "division":
            return self.random.choice((*self.places, *self.places, self.places[0] + "001", ""))
        if column.name == "rule":
            return self.random.choice(("accounts.max_per_platform", "updates.max_gap"))
        if column.name == "subject":
            return self.random.choice(ids["accounts"] + ids["organizations"])
        if pool := _POOLS.get(f"{relation.name}.{column.name}"):
            return self.random.choice(pool)
        if column.name in _LISTS and column.kind is Kind.TEXT:
            return self.random.choice(self._items(column.name))
        if pool := _POOLS.get(column.name):
            return self.random.choice(pool)
        blank = 0.4 if column.name in OFTEN_BLANK else BLANK
        if not column.required and self.random.random() < blank:
            return None
        return self._plain(relation, column)

    def _reference(self, relation: str, ids: Mapping[str, list[str]]) -> str:
        chance = self.random.random()
        if chance < 0.03:
            return ""
        if chance < 0.05:
            return "外人"
        known = ids[relation]
        return known[int(len(known) * self.random.random() ** 1.8)]

    def _plain(self, relation: Relation, column: Column) -> object:
        if column.kind is Kind.CHOICE:
            codes = [code for code, _ in column.choices]
            if column.name == "state" and self.random.random() < 0.6:
                return codes[0]
            return self.random.choice(codes)
        if column.kind is Kind.FLAG:
            return self.random.choice((0, 1, 1))
        if column.kind is Kind.INT:
            return self.random.choice((0, 1, 2, 3))
        if column.kind is Kind.DAY:
            return self._day(column.name)
        if column.kind is Kind.SECOND:
            return self._day("") * 86_400 + self.random.choice((0, 1, 1800, 3600, 3601, 86_399))
        return self.random.choice(("一", "二", "三"))

    def _day(self, name: str) -> int:
        end = day_number(self.on)
        if name in ("duty_d", "published_d", "patrol_d"):
            return end - self.random.randrange(-2, 110)
        if name in ("until_d", "license_until_d", "qualified_until_d"):
            return end + self.random.choice((-2, -1, 0, 1, 30, 400))
        if name in ("opened_d", "established_d"):
            return end - self.random.choice((800, 800, 800, 93, 92, 91, 30, 7, 0, -1))
        return end - self.random.choice(DISTANCES)

    def _items(self, column: str) -> list[str]:
        if column in self.items:
            return self.items[column]
        rules = _LISTS[column]
        found = {
            row.kind
            for place in (*self.places, "cn")
            for row in self.law.rulebooks.resolve(place)
            if row.rule in rules
        }
        return self.items.setdefault(column, [*sorted(found), "别的"])
