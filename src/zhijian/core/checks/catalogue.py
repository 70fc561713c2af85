"""All checks, by id, in the order of the manual."""

from __future__ import annotations

from . import (
    accounts,
    content,
    duty,
    filings,
    interaction,
    people,
    review,
    security,
    sites,
    updates,
)
from .check import Check

CHECKS: dict[str, Check] = {
    check.id: check
    for subject in (
        updates,
        accounts,
        filings,
        people,
        review,
        content,
        interaction,
        duty,
        security,
        sites,
    )
    for check in subject.CHECKS
}
