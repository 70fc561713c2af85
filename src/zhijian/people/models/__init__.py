"""The tree of units, who oversees whom, who works there, in which position, and who signs in."""

from zhijian.people.models.imports import ImportBatch, ImportRow, ImportTrace, ImportUpload
from zhijian.people.models.sight import (
    Seen,
    closure,
    held_by,
    in_force,
    oversight_of,
    seen_by,
    visible_ids,
)
from zhijian.people.models.staff import Person, PersonQuerySet, Position, PositionQuerySet
from zhijian.people.models.tree import (
    Lineage,
    Organization,
    OrganizationQuerySet,
    Oversight,
)
from zhijian.people.models.users import User, UserManager

__all__ = (
    "ImportBatch",
    "ImportRow",
    "ImportTrace",
    "ImportUpload",
    "Lineage",
    "Organization",
    "OrganizationQuerySet",
    "Oversight",
    "Person",
    "PersonQuerySet",
    "Position",
    "PositionQuerySet",
    "Seen",
    "User",
    "UserManager",
    "closure",
    "held_by",
    "in_force",
    "oversight_of",
    "seen_by",
    "visible_ids",
)
