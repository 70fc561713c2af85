"""What is vacant and what clashes on one unit's roster, each with the clause it rests on.

Where the text leaves it open, we read so: the review stages can be carried by whoever holds one of
``STAGE_POSTS``, and a monitor supervises himself when he also edits, maintains or keeps accounts
(the same reading as the check ``people.separation``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import Basis
from zhijian.core.rules import Rulebooks
from zhijian.core.rules.process_model import RuleRef
from zhijian.people.models import Organization, Position
from zhijian.people.roster_parts import Fault, Holder, Post, Roster

STAGE_POSTS = ("EDITOR", "MAINTAINER", "REVIEWER", "LEAD", "DEPUTY", "PRINCIPAL")
OWN_WORK = ("EDITOR", "ADMIN", "MAINTAINER")
_POSTLESS = (Organization.Kind.INTERNAL, Organization.Kind.OPERATOR)


class Book:
    """What one place's rules say on one day, asked once each for all its units."""

    def __init__(self, rulebooks: Rulebooks, place: str, on: date) -> None:
        self.place, self.on = place, on
        self._asker = Asker(rulebooks, place, on)
        self.required = {
            item.code: item.basis for item in self._asker.items(RuleRef("people.required_posts"))
        }
        self._said: dict[tuple[str, str], tuple[Basis | None, int | None]] = {}

    def ask(self, rule: str, kind: str = "") -> Basis | None:
        """What the place says on a rule that is set; None if it is not."""
        return self._of(rule, kind)[0]

    def amount(self, rule: str) -> int | None:
        """The number in force."""
        return self._of(rule, "")[1]

    def _of(self, rule: str, kind: str) -> tuple[Basis | None, int | None]:
        if (rule, kind) not in self._said:
            ref = RuleRef(rule, kind)
            basis = self._asker.ask(ref) if self._asker.holds(ref) else None
            self._said[rule, kind] = (basis, self._asker.amount_of(ref))
        return self._said[rule, kind]


@dataclass
class Desk:
    """One unit's roster in the making."""

    unit: Organization
    book: Book
    holders: Sequence[Holder]
    excepted: frozenset[str]

    def find(self, rule: str, basis: Basis, says: str, *people: Holder) -> Fault:
        """A fault against a rule."""
        return Fault(rule, says, basis, people, rule in self.excepted)

    def of(self, *kinds: str) -> list[Holder]:
        """Holders of the posts."""
        return [holder for holder in self.holders if holder.kind in kinds]


def roster_of(desk: Desk) -> Roster:
    """The roster of one unit, without proposals."""
    posts = _posts(desk)
    common = {"organization": desk.unit.pk, "place": desk.book.place, "on": desk.book.on}
    if desk.unit.kind in _POSTLESS:
        return Roster(**common, posts=posts, applies=False, clashes=tuple(_outsourced(desk)))
    vacancies = [_vacancy(desk, post) for post in posts if post.is_vacant]
    required = {post.kind for post in posts if post.basis}
    vacancies += _too_few(desk, required) + _no_section(desk)
    clashes = [*_separation(desk), *_outsourced(desk), *_stages(desk), *_backup(desk), *_full(desk)]
    return Roster(**common, posts=posts, vacancies=tuple(vacancies), clashes=tuple(clashes))


def _posts(desk: Desk) -> tuple[Post, ...]:
    """Required posts in the order of the text, then the others that somebody holds."""
    bases = desk.book.required
    if desk.unit.kind in _POSTLESS:
        bases = {}
    held = dict.fromkeys(holder.kind for holder in desk.holders)
    return tuple(
        Post(kind, _local_name(desk, kind), bases.get(kind), tuple(desk.of(kind)))
        for kind in {**bases, **held}
    )


def _local_name(desk: Desk, kind: str) -> str:
    named = desk.book.ask("people.post_names", kind) if kind != "CONTACT" else None
    return named.words if named else str(Position.Kind(kind).label)


def _vacancy(desk: Desk, post: Post) -> Fault:
    assert post.basis is not None
    backup = "，只有 B 岗" if post.holders else ""
    return desk.find("people.required_posts", post.basis, f"{post.name}空缺{backup}", *post.holders)


def _too_few(desk: Desk, required: set[str]) -> list[Fault]:
    """Minimum numbers; one that is missing altogether is a vacancy already if it is required."""
    found = []
    wants = [("people.min_editors", "EDITOR"), ("people.min_monitors", "MONITOR")]
    if desk.unit.level != Organization.Level.DEPARTMENT:
        wants.pop()  # asked of departments only; see the note of the rule
    for rule, kind in wants:
        least = desk.book.amount(rule)
        have = len({holder.person for holder in desk.of(kind)})
        if least is None or have >= least or (have == 0 and kind in required):
            continue
        basis = desk.book.ask(rule)
        assert basis is not None
        says = f"{_local_name(desk, kind)}现有 {have} 人，至少 {least} 人"
        found.append(desk.find(rule, basis, says, *desk.of(kind)))
    return found


def _no_section(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("people.supervising_office")
    if basis is None or desk.unit.supervising_section:
        return []
    return [desk.find("people.supervising_office", basis, "没有指定负责的办公室或股室")]


def _separation(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("people.separation")
    own_work = {holder.person: holder for holder in desk.of(*OWN_WORK)}
    both = [holder for holder in desk.of("MONITOR") if holder.person in own_work]
    if basis is None:
        return []
    return [
        desk.find(
            "people.separation",
            basis,
            f"{holder.name}任{_local_name(desk, 'MONITOR')}，同时任"
            f"{_local_name(desk, own_work[holder.person].kind)}，是自己监督自己",
            holder,
        )
        for holder in both
    ]


def _outsourced(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("outsourcing.admin_forbidden")
    if basis is None:
        return []
    return [
        desk.find(
            "outsourcing.admin_forbidden",
            basis,
            f"{holder.name}是外包人员，任{_local_name(desk, 'ADMIN')}",
            holder,
        )
        for holder in desk.of("ADMIN")
        if holder.is_outsourced
    ]


def _stages(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("review.distinct_persons")
    stages = desk.book.amount("review.stage_count") or 0
    able = {holder.person: holder for holder in desk.of(*STAGE_POSTS)}
    if basis is None or len(able) >= stages:
        return []
    names = "、".join(holder.name for holder in able.values()) or "没有人"
    says = f"须 {stages} 级审核、各级由不同的人承担，能承担的只有 {len(able)} 人（{names}）"
    return [desk.find("review.distinct_persons", basis, says, *able.values())]


def _backup(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("people.backup_post")
    if basis is None:
        return []
    backups = [holder for holder in desk.holders if holder.is_backup]
    if not backups:
        return [desk.find("people.backup_post", basis, "没有设 AB 岗，没有人任 B 岗")]
    main = {(holder.kind, holder.person) for holder in desk.holders if not holder.is_backup}
    return [
        desk.find(
            "people.backup_post",
            basis,
            f"{holder.name}同时是{_local_name(desk, holder.kind)}的 A 岗和 B 岗",
            holder,
        )
        for holder in backups
        if (holder.kind, holder.person) in main
    ]


def _full(desk: Desk) -> list[Fault]:
    basis = desk.book.ask("people.full_time_required")
    if basis is None or any(holder.is_full_time for holder in desk.holders):
        return []
    return [desk.find("people.full_time_required", basis, "没有在岗的专职人员")]
