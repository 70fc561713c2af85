"""The whole county: sound life first, faults into it, in the order life takes; and moved on."""

from __future__ import annotations

import random
from dataclasses import replace

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.model import Kind
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.facts.values import DAY_SECONDS
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.demo import events, people, planted, sites, units, voices, watch
from zhijian.demo.county import County, Truth, ago
from zhijian.demo.scenario import AS_OF_D, SINCE_D

PLANTED_ACCOUNTS = 18
"""Accounts that events and faults add to the sound ones."""
LEAST_ACCOUNTS = 110
"""Fewer accounts leave no subject free for every fault and its neighbour at the limit."""
MOST_ACCOUNTS = 3_000
"""More accounts are for ``province`` and ``nation``."""
_FROM_D = {
    "publications": ago(400),
    "duty_shifts": SINCE_D + 1,
    "training": ago(365 * 3),
}


def build(law: Law, *, seed: int, accounts: int) -> County:
    """Return a county of ``accounts`` accounts with its truth.

    Raises:
        Refused: too few accounts for all that is planted, or too many for one county.
    """
    if not LEAST_ACCOUNTS <= accounts <= MOST_ACCOUNTS:
        raise Refused(
            f"一个县的账号数应在 {LEAST_ACCOUNTS} 到 {MOST_ACCOUNTS} 之间，实为 {accounts}。"
            "请改 --accounts；更大的数据请用 --size province 或 --size nation。"
        )
    county = County(law, random.Random(f"qinghe/{seed}"), accounts)
    units.register(county, accounts - PLANTED_ACCOUNTS)
    events.sound_events(county)
    patrolled = planted.before_speech(county)
    units.particulars(county)
    people.staff(county)
    people.papers(county)
    people.training(county)
    people.sound_changes(county)
    voices.sources(county)
    voices.must_reposts(county)
    voices.publish(county)
    voices.review(county)
    voices.converse(county)
    voices.policies(county)
    watch.shifts(county)
    watch.patrols(county, patrolled)
    watch.incidents(county)
    watch.inspections(county)
    watch.orders(county)
    sites.portal(county)
    sites.disclose(county)
    planted.after_review(county)
    county.sights = {
        name: Sight(as_of_d=AS_OF_D, from_d=_FROM_D.get(name))
        for name in RELATIONS
        if name in county.rows
    }
    return county


def moved(county: County, days: int) -> None:
    """Move all of a county's life on by ``days``, so that it can be looked at so much later.

    What is planted was planted for ``AS_OF`` and its calendar; it is told of no other day.
    """
    for name, rows in county.rows.items():
        by = {Kind.DAY: days, Kind.SECOND: days * DAY_SECONDS}
        steps = [(one.name, by[one.kind]) for one in RELATIONS[name].columns if one.kind in by]
        for row in rows:
            for column, step in steps:
                if isinstance(value := row.get(column), int):
                    row[column] = value + step
    county.sights = {
        name: replace(
            sight,
            as_of_d=None if sight.as_of_d is None else sight.as_of_d + days,
            from_d=None if sight.from_d is None else sight.from_d + days,
        )
        for name, sight in county.sights.items()
    }
    county.truth = Truth()
