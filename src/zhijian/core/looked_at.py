"""What a run looks at when it does not look at everything: some units, or some drawn subjects.

The checks still see all facts, because whether a name is used twice is not for one unit to say; but
only outcomes of what was looked at come out, and only these are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhijian.core.checks.check import Check
from zhijian.core.engines import Engine
from zhijian.core.facts.schema import RELATIONS

TABLE = "looked_at"
_NOTHING = " JOIN (SELECT subject FROM looked_at WHERE kind = '') z ON z.subject = j.subject"


@dataclass(frozen=True)
class LookedAt:
    """The units whose subjects are looked at; "" among them stands for the place itself.

    With ``accounts`` or ``sites`` (keys of theirs) it is a sample: only these, and what belongs to
    one of them, are looked at, and what is asked of a unit as a whole is not.
    """

    units: frozenset[str] = field(default_factory=frozenset)
    accounts: frozenset[str] = field(default_factory=frozenset)
    sites: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_sample(self) -> bool:
        """Whether single accounts and sites were drawn."""
        return bool(self.accounts or self.sites)

    def covers(self, check: Check) -> bool:
        """Whether a check can speak of anything that is looked at."""
        if self.is_sample:
            return bool(_drawn_by(check.shape.subjects))
        return check.shape.subjects != "places" or "" in self.units


def lay_out(engine: Engine, looked_at: LookedAt | None) -> None:
    """Store the table ``looked_at`` for ``narrowing``."""
    if looked_at is None:
        return
    rows = [*_rows("organizations", looked_at.units)]
    if looked_at.is_sample:
        rows = [*_rows("accounts", looked_at.accounts), *_rows("sites", looked_at.sites)]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else ()
    engine.create(TABLE, (("kind", True), ("subject", True)), columns)


def narrowing(looked_at: LookedAt | None, subjects: str, alias: str = "j") -> str:
    """The join by which rows of a relation of subjects, named ``alias``, are narrowed down."""
    if looked_at is None:
        return ""
    if not looked_at.is_sample:
        return f" JOIN {TABLE} z ON z.kind = 'organizations' AND z.subject = {alias}.organization"
    columns = _drawn_by(subjects)
    if not columns:
        return _NOTHING.replace("j.", f"{alias}.")
    if subjects in ("accounts", "sites"):
        return f" JOIN {TABLE} z ON z.kind = '{subjects}' AND z.subject = {alias}.subject"
    drawn = " OR ".join(f"(z.kind = '{kind}' AND z.subject = y.{name})" for kind, name in columns)
    return f" JOIN s_{subjects} y ON y.subject = {alias}.subject JOIN {TABLE} z ON ({drawn})"


def _drawn_by(subjects: str) -> list[tuple[str, str]]:
    """By which columns a row of a relation belongs to a drawn account or site."""
    if subjects in ("accounts", "sites"):
        return [(subjects, "subject")]
    if subjects not in RELATIONS:
        return []
    held = {column.name for column in RELATIONS[subjects].columns}
    return [pair for pair in (("accounts", "account"), ("sites", "site")) if pair[1] in held]


def _rows(kind: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, key) for key in sorted(keys)]
