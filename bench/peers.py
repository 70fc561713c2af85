"""The same question put to other tools: who did not update for longer than the limit allows.

Each peer is written as somebody who knows the tool would write it, and reads no more than it must.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from zhijian.core.workdays import day_number

from . import ON
from .apart import Watch

SINCE_D = day_number(ON) - 92
LIMIT = 10


def pandas_sorted(data: str) -> dict[str, Any]:
    """pandas: the publications in order by account and day, differences within each account."""
    return _pandas(data, is_sorted=True)


def pandas_as_filed(data: str) -> dict[str, Any]:
    """pandas, told beforehand that the file is in the order of time, so that it need not sort."""
    return _pandas(data, is_sorted=False)


def _pandas(data: str, *, is_sorted: bool) -> dict[str, Any]:
    import pandas

    watch = Watch()
    with watch.turn():
        rows = pandas.read_parquet(
            Path(data) / "publications", columns=["account_n", "published_d"]
        )
        rows = rows[rows.published_d <= day_number(ON)]
        if is_sorted:
            rows = rows.sort_values(["account_n", "published_d"])
        steps = rows.groupby("account_n").published_d.diff()
        inside = rows.published_d > SINCE_D
        longest = steps[inside].groupby(rows.account_n[inside]).max()
        last = rows.groupby("account_n").published_d.max()
        accounts = pandas.read_parquet(
            Path(data) / "accounts.parquet", columns=["account_n", "opened_d"]
        ).set_index("account_n")
        tail = day_number(ON) - last.reindex(accounts.index).fillna(accounts.opened_d)
        observed = pandas.concat([longest.reindex(accounts.index), tail], axis=1).max(axis=1)
        failed = int((observed > LIMIT).sum())
    return {"seconds": watch.seconds, "failed": failed}


def orm_loop(data: str, *, sample: int, days_only: bool) -> dict[str, Any]:
    """Django: for each account its publications, and the differences in Python.

    The usual loop walks over the publications themselves; ``days_only`` asks for one column alone.
    Only ``sample`` accounts are loaded into an indexed SQLite file; the time is for those alone.
    """
    import duckdb

    folder = Path(data)
    database = folder / f"orm-{sample}.sqlite3"
    database.unlink(missing_ok=True)
    account, publication = _models(database)
    rows = duckdb.sql(
        f"SELECT account_n, published_d FROM read_parquet('{folder}/publications/*.parquet') "
        f"WHERE account_n < {sample}"
    ).fetchall()
    account.objects.bulk_create([account(id=number) for number in range(sample)])
    publication.objects.bulk_create(
        [publication(account_id=number, published_d=day) for number, day in rows], batch_size=5_000
    )

    watch = Watch()
    with watch.turn():
        failed = sum(_longest(each, days_only) > LIMIT for each in account.objects.all())
    database.unlink()
    return {"seconds": watch.seconds, "failed": failed, "rows": len(rows)}


def _longest(account: Any, days_only: bool) -> int:
    published = account.publications.order_by("published_d")
    if days_only:
        days = list(published.values_list("published_d", flat=True))
    else:
        days = [publication.published_d for publication in published]
    steps = [late - early for early, late in pairwise(days) if late > SINCE_D]
    last = days[-1] if days else SINCE_D
    return max([*steps, day_number(ON) - last])


def _models(database: Path) -> tuple[Any, Any]:
    import django
    from django.conf import settings
    from django.db import connection, models

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}},
        USE_TZ=True,
    )
    django.setup()

    class Account(models.Model):
        class Meta:
            app_label = "peers"

    class Publication(models.Model):
        account = models.ForeignKey(Account, models.CASCADE, related_name="publications")
        published_d = models.IntegerField()

        class Meta:
            app_label = "peers"
            indexes = (models.Index(fields=("account", "published_d"), name="by_account"),)

    with connection.schema_editor() as editor:
        editor.create_model(Account)
        editor.create_model(Publication)
    return Account, Publication
