"""Every change of units, offices, staff and positions."""

from zhijian.people.actions.opening import open_personal, openable
from zhijian.people.actions.organizations import (
    ORGANIZATION_FIELDS,
    abolish_organization,
    add_organization,
    change_organization,
    move_organization,
)
from zhijian.people.actions.oversight import appoint_office, end_oversight
from zhijian.people.actions.persons import (
    PERSON_FIELDS,
    add_person,
    change_person,
    person_leaves,
    seal_person,
)
from zhijian.people.actions.positions import appoint, end_position

__all__ = (
    "ORGANIZATION_FIELDS",
    "PERSON_FIELDS",
    "abolish_organization",
    "add_organization",
    "add_person",
    "appoint",
    "appoint_office",
    "change_organization",
    "change_person",
    "end_oversight",
    "end_position",
    "move_organization",
    "open_personal",
    "openable",
    "person_leaves",
    "seal_person",
)
