"""The whole county: sound life first, faults into it, in the order life takes."""

from __future__ import annotations

import random

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law
from zhijian.demo import events, people, planted, sites, units, voices, watch
from zhijian.demo.county import County, ago
from zhijian.demo.scenario import AS_OF_D, SINCE_D

PLANTED_ACCOUNTS = 18
"""Accounts that events and faults add to the sound ones."""
_FROM_D = {
    "publications": ago(400),
    "duty_shifts": SINCE_D + 1,
    "training": ago(365 * 3),
}


def build(law: Law, *, seed: int, accounts: int) -> County:
    """Return a county of ``accounts`` accounts with its truth.

    Raises:
        Refused: too few accounts for all that is planted.
    """
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
    voices.publish(county)
    voices.must_reposts(county)
    planted.before_review(county)
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
        name: Sight(True, AS_OF_D, _FROM_D.get(name)) for name in RELATIONS if name in county.rows
    }
    return county
