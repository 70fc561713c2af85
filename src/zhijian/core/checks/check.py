"""A check: a sentence about a relation, by which rule, in which words."""

from __future__ import annotations

from dataclasses import dataclass

from .shapes import Present, Shape


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that is checked.

    ``id`` is public: it is never reused, nor renamed without an alias. ``says`` and ``mend`` are
    Chinese sentences; ``{observed}``, ``{limit}``, ``{unit}``, ``{item}``, ``{since}`` and
    ``{due}`` are filled in. ``source`` names the controls it realises. ``item_words`` is the
    relation and column whose choices put an item's code into words.
    """

    id: str
    title: str
    shape: Shape
    rule: str
    says: str
    mend: str
    source: tuple[str, ...]
    item_words: tuple[str, str] | None = None

    @property
    def subject_kind(self) -> str:
        """The relation the subjects belong to, in the singular."""
        return SUBJECT_KINDS[self.shape.subjects]

    @property
    def is_itemised(self) -> bool:
        """True if one outcome is gathered from several required things."""
        return isinstance(self.shape, Present)

    @property
    def keeps_passes(self) -> bool:
        """True if every pass is stored; where subjects are many, passes are only counted."""
        return self.shape.subjects not in MANY


SUBJECT_KINDS = {
    "places": "place",
    "organizations": "organization",
    "accounts": "account",
    "sites": "site",
    "site_columns": "site_column",
    "publications": "publication",
    "messages": "message",
    "life_events": "life_event",
    "announcements": "announcement",
    "staff_changes": "staff_change",
    "positions": "position",
    "contracts": "contract",
    "disclosure_items": "disclosure_item",
    "incidents": "incident",
    "rectifications": "rectification",
    "offline_periods": "offline_period",
    "must_reposts": "must_repost",
    "policies": "policy",
    "menus": "menu",
}
"""Relations that can be subjects, and what one of their rows is called in a finding."""

MANY = frozenset({"publications", "messages", "must_reposts", "disclosure_items"})
"""Subjects so many that their passes are counted, not stored."""


def check(
    name: str,
    *,
    title: str,
    shape: Shape,
    rule: str,
    says: str,
    mend: str,
    source: str,
    item_words: tuple[str, str] | None = None,
) -> Check:
    """Return a check; ``source`` may name several controls, separated by blanks."""
    return Check(
        id=name,
        title=title,
        shape=shape,
        rule=rule,
        says=says,
        mend=mend,
        source=tuple(source.split()),
        item_words=item_words,
    )
