"""What the rulebook of a user's place says of signing in, each figure with its source."""

from dataclasses import dataclass
from datetime import date

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.rules.model import RuleRow
from zhijian.law.books import rulebooks
from zhijian.people.models import Position, User

OFFICE_POSTS = {
    User.Office.SYSTEM.value: "SYSTEM",
    User.Office.SECURITY.value: "SECURITY",
    User.Office.AUDIT.value: "AUDIT",
}
PROPOSAL = "本平台的建议值"


@dataclass(frozen=True)
class Limit:
    """A figure in force: what it limits, how much, and who says so."""

    title: str
    amount: int
    source: str


def place_of(user: User | None) -> str:
    """The place whose rulebook holds for a user: that of the unit, else of the installation."""
    organization = user.organization if user is not None else None
    return organization.place if organization else options().place


def limit(rule: str, user: User | None, on: date | None = None) -> Limit | None:
    """The figure of ``rule`` that holds for a user; None where no rulebook has one."""
    rows = _rows(rule, user, on)
    if not rows or rows[0].amount is None:
        return None
    return Limit(rulebooks().rule(rule).title, rows[0].amount, source_of(rows[0]))


def must_use_code(user: User, on: date | None = None) -> bool:
    """Whether a user signs in with a one-time code besides the password."""
    return bool(_posts_of(user, on) & _listed("security.second_factor_posts", user, on))


def device_rule(user: User, on: date | None = None) -> Limit | None:
    """The rule that binds a user to dedicated equipment, or None if none does.

    A proposal of ours binds nobody: only what a notice in force demands is enforced.
    """
    rows = [row for row in _rows("security.dedicated_device", user, on) if row.amount]
    rows = [row for row in rows if row.strength != "proposed"]
    if not rows or not _posts_of(user, on) & _listed("security.dedicated_device_posts", user, on):
        return None
    title = rulebooks().rule("security.dedicated_device").title
    return Limit(title, 1, source_of(rows[0]))


def source_of(row: RuleRow) -> str:
    """The document and place of a rule's clause, or that it is our proposal."""
    if row.clause is None:
        return PROPOSAL
    clause = rulebooks().clause(row.clause)
    return f"{rulebooks().document(clause.document).cited_as}{clause.locator}"


def _posts_of(user: User, on: date | None) -> set[str]:
    posts = {OFFICE_POSTS[user.office]} if user.office else set()
    if user.person_id is not None:
        held = Position.objects.held_on(on or clock.today()).filter(person=user.person_id)
        posts |= set(held.values_list("kind", flat=True))
    return posts


def _listed(rule: str, user: User, on: date | None) -> set[str]:
    return {row.kind for row in _rows(rule, user, on)}


def _rows(rule: str, user: User | None, on: date | None) -> tuple[RuleRow, ...]:
    return rulebooks().in_force(place_of(user), on or clock.today(), rule)
