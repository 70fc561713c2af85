"""The demo folder: ledgers of the asked size and format, and the truth beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhijian.core.facts.collection import Facts
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.demo import nation, workbooks
from zhijian.demo.build import build
from zhijian.demo.scenario import COUNTY_ACCOUNTS, PLACES
from zhijian.demo.truth import write_truth

COUNTY = "county"
SIZES = (COUNTY, *nation.SIZES)
FORMATS = ("xlsx", "csv", "parquet")


def write_demo(
    folder: Path,
    law: Law,
    *,
    seed: int,
    accounts: int | None = None,
    size: str = COUNTY,
    form: str | None = None,
) -> Path:
    """Write the ledgers and their truth into ``folder`` and return it.

    The same arguments give the same bytes. ``form`` is one of FORMATS; a county's default is
    ``xlsx``, the larger sizes come as ``parquet`` alone.

    Raises:
        Refused: the folder is not empty, or size, format and number of accounts do not go together.
    """
    if size != COUNTY and form not in (None, "parquet"):
        raise Refused(
            f"{size} 的数据量只写 Parquet。请去掉 --format {form}，或改用 --size county。"
        )
    with _whole(folder) as draft:
        if size == COUNTY:
            _county(draft, law, seed, accounts or COUNTY_ACCOUNTS, form or "xlsx")
        else:
            nation.write(draft, seed=seed, size=size, accounts=accounts)
    return folder


def _county(folder: Path, law: Law, seed: int, accounts: int, form: str) -> None:
    made = build(law, seed=seed, accounts=accounts)
    if form == "xlsx":
        workbooks.write_workbooks(folder, made.rows, made.sights)
    elif form == "csv":
        workbooks.write_csv(folder, made.rows, made.sights)
    else:
        workbooks.write_parquet(folder, Facts.from_records(made.rows, made.sights))
    write_truth(
        folder,
        made.truth,
        seed=seed,
        accounts=accounts,
        size=COUNTY,
        places=PLACES,
        counts={name: len(rows) for name, rows in sorted(made.rows.items())},
        left_out={},
    )


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Yield a draft folder that becomes ``folder`` if all goes well, and is gone if not."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"{folder} 已经存在而且不是空文件夹，没有写入。请换一个文件夹，或先把它清空。"
        )
    draft = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        draft.mkdir(parents=True)
        yield draft
        with suppress(FileNotFoundError):
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
