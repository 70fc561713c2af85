"""Faults planted in the sound county, each with the truth about it.

``before_speech`` runs before the accounts begin to publish, ``after_review`` when all that they
published has been reviewed. A fault stands beside a neighbour that is exactly at the limit and
must pass.
"""

from __future__ import annotations

from zhijian.demo.county import County
from zhijian.demo.planted import (
    accounts,
    content,
    duty,
    events,
    interaction,
    people,
    review,
    sites,
    updates,
)


def before_speech(county: County) -> dict[str, int]:
    """Plant in the registers; return the accounts whose patrols ended early, with the last day."""
    accounts.plant(county)
    updates.plant(county)
    events.plant_events(county)
    interaction.plant_closed(county)
    patrolled = duty.plant_patrols(county)
    content.plant_tasks(county)
    return patrolled


def after_review(county: County) -> None:
    """Plant in everything that is kept about what the registers hold."""
    accounts.plant_particulars(county)
    events.plant_changes(county)
    people.plant(county)
    review.plant(county)
    content.plant(county)
    interaction.plant_messages(county)
    duty.plant(county)
    sites.plant(county)
