"""A province or a nation in Parquet, made by SQL from row numbers, and the truth about it.

Nothing is random here: whether an account, a unit, a site or a column is at fault follows from
its number and the seed; each fault comes once in so many. The truth is counted out by the same
numbers. Division codes have the real form, of counties that do not exist.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.demo import nation_sql
from zhijian.demo.county import Truth
from zhijian.demo.scenario import CN, NOBODY, Places
from zhijian.demo.truth import write_truth

CYCLE = 1_000
"""Every fault of accounts comes once in so many; those of units and sites in fewer."""
UNIT_CYCLE, SITE_CYCLE = 400, 50
COLUMNS_PER_SITE = 20
_PART_ROWS = 3_000_000
_TOO_HEAVY = frozenset({"reviews", "screenings", "patrols", "duty_shifts"})


@dataclass(frozen=True)
class Size:
    """How many accounts there are, and what each of them publishes and is asked in a year."""

    accounts: int
    publications_each: int
    messages_each: int


SIZES = {
    "province": Size(5_000, 200, 28),
    "nation": Size(100_000, 360, 50),
}

_GAP, _REPLY = "updates.gap", "interaction.reply_time"
# Fault number → what it brings under the national rules. Numbers not named bring nothing: they are
# the neighbours that are exactly at the limit.
ACCOUNT_FAULTS: dict[int, tuple[tuple[str, Places, Places], ...]] = {
    nation_sql.TAIL_15: ((_GAP, CN, NOBODY),),
    nation_sql.TAIL_90: ((_GAP, CN, NOBODY),),
    nation_sql.TAIL_91: ((_GAP, CN, NOBODY), ("updates.dormant", NOBODY, CN)),
    nation_sql.HOLE_15: ((_GAP, CN, NOBODY),),
    nation_sql.CERTIFIED: (("accounts.certified_subject", NOBODY, CN),),
    nation_sql.INDIVIDUAL: (("accounts.individual_subject", NOBODY, CN),),
    nation_sql.UNFILED: (("accounts.approved", NOBODY, CN),),
    nation_sql.CLOSED_DOORS: (("interaction.comments_open", NOBODY, CN),),
    nation_sql.NO_INTERACTION: (("interaction.effective", NOBODY, CN),),
    nation_sql.NO_SUPERVISOR: (("accounts.supervisor", NOBODY, CN),),
    nation_sql.BROKEN_APP: (("accounts.app_usable", CN, NOBODY),),
}
MESSAGE_FAULTS: dict[int, tuple[tuple[str, Places, Places], ...]] = {
    nation_sql.UNANSWERED_MORE: (("interaction.unanswered", CN, NOBODY), (_REPLY, NOBODY, CN)),
    nation_sql.UNANSWERED_AT: ((_REPLY, NOBODY, CN),),
    nation_sql.ANSWERED_LATE: ((_REPLY, NOBODY, CN),),
}
UNIT_FAULTS: dict[int, tuple[tuple[str, Places, Places], ...]] = {
    nation_sql.BAD_CODE: (("codes.credit_code", CN, NOBODY),),
    nation_sql.NO_EDITOR: (("people.min_editors", NOBODY, CN),),
    nation_sql.OUTSIDE_ADMIN: (("people.admin_outsourced", NOBODY, CN),),
}
SITE_FAULTS: dict[int, tuple[tuple[str, Places, Places], ...]] = {
    nation_sql.FOREIGN_NAME: (("sites.domain_gov", NOBODY, CN),),
    nation_sql.ABROAD: (("security.hosting", NOBODY, CN),),
}


def write(folder: Path, *, seed: int, size: str, accounts: int | None) -> None:
    """Write the relations as Parquet and their truth into ``folder``.

    Raises:
        Refused: too few accounts for every fault to come once.
    """
    chosen = SIZES[size]
    count = accounts or chosen.accounts
    if count < CYCLE:
        raise Refused(f"{size} 至少要有 {CYCLE} 个账号，实为 {count}。请加大 --accounts。")
    made = Size(count, chosen.publications_each, chosen.messages_each)
    numbers = nation_sql.Numbers(
        accounts=count,
        units=units_of(count),
        sites=max(SITE_CYCLE, units_of(count) // 40),
        columns_each=COLUMNS_PER_SITE,
        publications_each=made.publications_each,
        messages_each=made.messages_each,
        shift=seed * 7,
        cycle=CYCLE,
        unit_cycle=UNIT_CYCLE,
        site_cycle=SITE_CYCLE,
    )
    jobs = [(folder / f"{name}.parquet", sql) for name, sql in nation_sql.small(numbers)]
    for name, rows, sql in nation_sql.large(numbers):
        (folder / name).mkdir()
        for part, first in enumerate(range(0, rows, _PART_ROWS)):
            last = min(first + _PART_ROWS, rows)
            text = sql.replace("{first}", str(first)).replace("{last}", str(last))
            jobs.append((folder / name / f"{part:03d}.parquet", text))
    with ThreadPoolExecutor(2) as desks:
        rows_written = list(desks.map(_write, jobs))
    counts: dict[str, int] = {}
    for (path, _), rows in zip(jobs, rows_written, strict=True):
        name = path.stem if path.parent == folder else path.parent.name
        counts[name] = counts.get(name, 0) + rows
    write_truth(
        folder,
        truth_of(numbers),
        seed=seed,
        accounts=count,
        size=size,
        places=("cn",),
        counts=dict(sorted(counts.items())),
        left_out={
            name: "数据量过大" if name in _TOO_HEAVY else "这一规模没有埋这类问题"
            for name in RELATIONS
            if name not in counts
        },
    )


def units_of(accounts: int) -> int:
    """Return how many units keep ``accounts`` accounts: five accounts for every two units."""
    return -(-accounts * 2 // 5)


def truth_of(numbers: nation_sql.Numbers) -> Truth:
    """Return what judging by the national rules must bring."""
    truth = Truth()
    for n in range(numbers.accounts):
        fault = (n + numbers.shift) % numbers.cycle
        for check, fails, warns in ACCOUNT_FAULTS.get(fault, ()):
            truth.expect(check, nation_sql.account_name(n), fails=fails, warns=warns)
        for check, fails, warns in MESSAGE_FAULTS.get(fault, ()):
            truth.expect(check, nation_sql.message_name(n), fails=fails, warns=warns)
        if fault == nation_sql.FILED_LATE:
            truth.expect("filing.in_time", nation_sql.event_name(n), warns=CN)
    for o in range(numbers.units):
        for check, fails, warns in UNIT_FAULTS.get((o + numbers.shift) % numbers.unit_cycle, ()):
            truth.expect(check, nation_sql.unit_name(o), fails=fails, warns=warns)
    for s in range(numbers.sites):
        fault = (s + numbers.shift) % numbers.site_cycle
        for check, fails, warns in SITE_FAULTS.get(fault, ()):
            truth.expect(check, nation_sql.site_name(s), fails=fails, warns=warns)
        if fault == nation_sql.OLD_NEWS:
            first = nation_sql.column_name(s * numbers.columns_each)
            truth.expect("columns.gap", first, fails=CN)
    return truth


def _write(job: tuple[Path, str]) -> int:
    """Write one file, on one thread so that the same rows always lie in the same order."""
    path, sql = job
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "800MB"})
    try:
        said = str(path).replace("'", "''")
        done = connection.execute(
            f"COPY ({sql}) TO '{said}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 200000)"
        ).fetchone()
        return int(done[0]) if done else 0
    finally:
        connection.close()
