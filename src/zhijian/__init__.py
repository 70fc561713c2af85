"""指尖: the law as data, the ledgers as relations, and verdicts that name their clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from zhijian.core.facts.collection import Facts
    from zhijian.core.outcomes import Judgement

__version__ = "0.1.0"


def judge(
    facts: Facts, *, place: str, on: date, overlays: Iterable[Path] = (), **options: Any
) -> Judgement:
    """Return what the checks say of ``facts`` by the rules of ``place`` on the day ``on``.

    For notebooks and other programs: judges by the rulebooks that came with the package, with an
    office's own folders laid over them. ``options`` are those of :func:`zhijian.core.judge.judge`.
    ``.findings`` are the failures in words, ``.read_outcomes()`` is the whole relation.
    """
    from zhijian.core.judge import judge as judged
    from zhijian.core.law import Law
    from zhijian.packaged import default_rulebooks

    law = Law.load(default_rulebooks(), overlays)
    return judged(facts, place=place, on=on, law=law, **options)
