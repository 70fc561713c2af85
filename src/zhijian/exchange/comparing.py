"""One export compared with the register, and the rows that keep what was found."""

from collections.abc import Iterator
from typing import Any

from zhijian.core.exchange.reading import Export
from zhijian.core.exchange.reconcile import (
    REPEATED,
    Entry,
    Outcome,
    Pair,
    Rulings,
    identity,
    reconcile,
)
from zhijian.core.facts.derive import comparable
from zhijian.core.facts.reading.report import HOW
from zhijian.exchange.books import known
from zhijian.exchange.matching import entries_from, entries_of, telling
from zhijian.exchange.models import Compared, Mismatch, Reconciliation, Ruling
from zhijian.exchange.scope import rows_of, units_of
from zhijian.ledger.models import Account
from zhijian.people.encryption import decrypt_bytes
from zhijian.people.models import Organization

SHOWN_REFUSALS = 200


def ours_of(office: Organization) -> list[Entry]:
    """The register's side of a reconciliation: the same for every export."""
    return entries_of(rows_of(Account.objects.in_books(), office))


def compare(
    reconciliation: Reconciliation, export: Compared, ours: list[Entry]
) -> tuple[Export, Outcome]:
    """What an export says, and how that stands against the register of the unit.

    Raises:
        Refused: the file cannot be read so.
    """
    from zhijian.exchange.actions.returned import open_upload

    office = reconciliation.organization
    content = decrypt_bytes(bytes(export.sealed))
    read = open_upload(content, export.file_name, export.headers)
    del content
    outcome = reconcile(
        ours,
        entries_from(read.rows),
        known(export.system, office).leads,
        columns=read.named,
        rulings=_rulings(export.system),
    )
    return read, outcome


def _rulings(system: str) -> Rulings:
    rows = Ruling.objects.filter(system=system).values_list("account", "identity", "is_same")
    same, apart = set(), set()
    for account, told, is_same in rows:
        (same if is_same else apart).add((str(account), told))
    return Rulings(frozenset(same), frozenset(apart))


def put_down(
    reconciliation: Reconciliation, export: Compared, read: Export, outcome: Outcome
) -> None:
    """Keep what was found in place of what was found before."""
    Mismatch.objects.filter(export=export).delete()
    units = _Units(reconciliation.organization)
    rows = list(_rows(export, read, outcome, units))
    Mismatch.objects.bulk_create(rows, batch_size=1_000)
    different = outcome.different
    export.columns, export.refused = columns_told(read), refused_told(read)
    export.counts = {
        "rows": read.rows_in,
        "read": len(read.rows),
        "repeated": read.duplicates,
        "refused": read.refused_rows,
        "paired": len(outcome.pairs),
        "same": len(outcome.pairs) - len(different),
        "missing": len(outcome.missing),
        "extra": len(outcome.extra),
        "different": len(different),
    }
    export.save(update_fields=("columns", "refused", "counts"))


def _rows(export: Compared, read: Export, outcome: Outcome, units: "_Units") -> Iterator[Mismatch]:
    wanted = [int(key) for key in outcome.missing] + [int(p.ours) for p in outcome.different]
    mine = units.accounts(wanted)
    for key in outcome.missing:
        name, platform, unit = mine[int(key)]
        yield Mismatch(
            export=export,
            organization_id=unit,
            kind=Mismatch.Kind.MISSING,
            account_id=int(key),
            name=name,
            platform=platform,
            sides="system",
        )
    for pair in outcome.different:
        yield _different(export, read, pair, mine[int(pair.ours)])
    for extra in outcome.extra:
        told = read.rows[int(extra.key)]
        repeats = extra.why == REPEATED
        yield Mismatch(
            export=export,
            organization_id=units.named(str(told.get("organization") or "")),
            kind=Mismatch.Kind.REPEATED if repeats else Mismatch.Kind.EXTRA,
            account_id=int(extra.of) if repeats else None,
            identity=identity(told),
            sides="system" if repeats else "",
            **_said(told),
        )


def _different(export: Compared, read: Export, pair: Pair, mine: tuple[str, str, int]) -> Mismatch:
    told = read.rows[int(pair.theirs)]
    return Mismatch(
        export=export,
        organization_id=mine[2],
        kind=Mismatch.Kind.DIFFERENT,
        account_id=int(pair.ours),
        identity=identity(told),
        how=pair.how,
        differences=[[d.column, d.ours, d.theirs, d.side] for d in pair.differences],
        sides=",".join(sorted({d.side for d in pair.differences})),
        **(_said(told) | {"name": mine[0], "platform": mine[1]}),
    )


def _said(told: Any) -> dict[str, Any]:
    return {
        "name": str(told.get("name") or told.get("account") or told.get("link") or "")[:200],
        "platform": str(told.get("platform") or "")[:80],
        "unit_name": str(told.get("organization") or "")[:200],
        "told": telling(told),
    }


class _Units:
    """The units of a reconciliation by name, and accounts by id."""

    def __init__(self, office: Organization) -> None:
        self.office = office
        self._named: dict[str, int] = {}
        rows = units_of(office).values_list("pk", "name", "short_name")
        for pk, *names in rows:
            for name in names:
                if name:
                    self._named.setdefault(comparable(name), pk)

    def named(self, name: str) -> int:
        """The id of the unit that a system's row names; the office itself if it is none below."""
        return self._named.get(comparable(name), self.office.pk)

    def accounts(self, ids: list[int]) -> dict[int, tuple[str, str, int]]:
        """Name, platform and unit of accounts by id."""
        found: dict[int, tuple[str, str, int]] = {}
        for start in range(0, len(ids), 5_000):
            rows = Account.objects.filter(pk__in=ids[start : start + 5_000])
            for pk, *told in rows.values_list("pk", "name", "platform", "organization_id"):
                found[pk] = (told[0], told[1], told[2])
        return found


def columns_told(read: Export) -> list[list[Any]]:
    """How each header was understood: place, header, column, how, cells filled."""
    return [
        [c.place, " ".join(c.header.split())[:80], c.target, HOW.get(c.how, c.how), c.filled]
        for c in read.columns
    ]


def refused_told(read: Export) -> list[str]:
    """The first reasons why something was not read; repeated rows are counted only."""
    said = (str(one) for one in read.refused if not one.is_harmless)
    return [line for line, _ in zip(said, range(SHOWN_REFUSALS), strict=False)]


__all__ = ("columns_told", "compare", "ours_of", "put_down", "refused_told")
