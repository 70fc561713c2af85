"""What a bulletin says: numbers from the ledgers, around the paragraphs that the office wrote.

``Bulletin.parts`` holds what the office wrote and chose, never a number:

    inspections   the ids of the inspections it tells of, oldest first
    before        paragraphs of the office before the worked-out overview, ``after`` behind it
    requirements  a list of head and words; with ``key`` in the place of words the worked-out one
    left_out      ids of units that are not named in the second section (the annexes are whole)

A paragraph writes ``{问题数}`` where a number belongs; what may stand so is in ``FIGURES``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhijian.core.documents.bulletin import BulletinModel, bulletin_of
from zhijian.core.documents.bulletin_page import bulletin_page
from zhijian.core.documents.bulletin_word import bulletin_word
from zhijian.core.documents.matters import Law
from zhijian.core.documents.words import chinese_day, share
from zhijian.core.indicators import Scheme, Target
from zhijian.core.outcomes import Judgement
from zhijian.core.refused import Refused
from zhijian.core.score_sheet import Score
from zhijian.inspection.kept import judgement_of, score_of
from zhijian.inspection.models import Bulletin, Inspection, ScoreSheet
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.registers import unit_names
from zhijian.people.models import Organization

RESULTS = (Inspection.State.RECORDED, Inspection.State.CLOSED)
_FIGURE = re.compile(r"\{([^{}]*)\}")
_TYPED = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?\s*(?:个|家|件|次|项|条|分|名|人|％|%)")


@dataclass(frozen=True)
class Told:
    """What a bulletin tells of: inspections, what they found, and the scores of the newest."""

    inspections: tuple[Inspection, ...]
    judgement: Judgement
    score: Score


FIGURES: Mapping[str, Callable[[Told], str]] = {
    "问题数": lambda told: str(len(told.judgement.findings)),
    "问题单位数": lambda told: str(len({one.organization for one in told.judgement.findings})),
    "计分单位数": lambda told: str(len(told.score.units)),
    "合格单位数": lambda told: str(_qualified(told, wanted=True)),
    "不合格单位数": lambda told: str(_qualified(told, wanted=False)),
    "合格率": lambda told: _rate(told),
    "未能判断数": lambda told: str(sum(one.undetermined for one in told.judgement.coverage)),
    "检查项数": lambda told: str(len(told.judgement.coverage)),
    "检查次数": lambda told: str(len(told.inspections)),
    "时段": lambda told: f"{chinese_day(told.judgement.since)}至{chinese_day(told.judgement.on)}",
}
"""What a paragraph may name between braces, and what is put in its place."""


def inspections_between(office: Organization, first: date, last: date) -> list[Inspection]:
    """The inspections of an office with results, on days from ``first`` to ``last``, oldest first.

    The daily watch is not among them: what it saw the others see, too.
    """
    rows = Inspection.objects.filter(office=office, on__range=(first, last), state__in=RESULTS)
    return list(rows.exclude(kind=Inspection.Kind.WATCH).order_by("on", "pk"))


def told_by(bulletin: Bulletin) -> Told:
    """What a bulletin tells of.

    Raises:
        Refused: none of its inspections has results.
    """
    wanted = bulletin.parts.get("inspections") or [bulletin.inspection_id]
    rows = Inspection.objects.filter(pk__in=wanted, state__in=RESULTS)
    return told_of(list(rows.select_related("office").order_by("on", "pk")))


def told_of(inspections: Sequence[Inspection]) -> Told:
    """What some inspections found.

    Raises:
        Refused: there are none.
    """
    if not inspections:
        raise Refused("没有可以通报的检查：所选的检查还没有出结果。请先完成检查。")
    return Told(
        tuple(inspections), judgement_of(inspections), _newest_score(inspections) or _NO_SCORE
    )


def model_of(bulletin: Bulletin, told: Told | None = None) -> BulletinModel:
    """The bulletin as it stands, ready to be laid out."""
    told = told or told_by(bulletin)
    law = Law(rulebooks())
    model = bulletin_of(
        told.judgement,
        told.score,
        law,
        calendar(),
        office=bulletin.office.name,
        addressees=bulletin.addressees,
    )
    parts = bulletin.parts
    before, after = (
        tuple(filled(text, told) for text in parts.get(name, ())) for name in ("before", "after")
    )
    names = unit_names()
    left_out = {names.get(int(pk), "") for pk in parts.get("left_out", ())}
    return replace(
        model,
        title=bulletin.title,
        number=bulletin.number,
        overview=(*before, *model.overview, *after),
        units=tuple(one for one in model.units if one.organization not in left_out),
        requirements=_requirements(parts.get("requirements"), model.requirements, told),
    )


def files_of(model: BulletinModel) -> tuple[bytes, bytes]:
    """The bulletin as DOCX and as page; the same model gives the same bytes."""
    return bulletin_word(model), bulletin_page(model).encode()


def filled(text: str, told: Told) -> str:
    """A paragraph with its figures put in.

    Raises:
        Refused: it names a figure that there is not.
    """

    def put(found: re.Match[str]) -> str:
        return FIGURES[_known(found[1])](told)

    return _FIGURE.sub(put, text)


def require_no_typed_numbers(text: str) -> None:
    """Pass if a paragraph writes no number of its own and names only figures that there are.

    Raises:
        Refused: with the number or the name, and what to write instead.
    """
    for found in _FIGURE.finditer(text):
        _known(found[1])
    if (typed := _TYPED.search(_FIGURE.sub("", text))) is not None:
        raise Refused(
            f"“{typed[0]}”是手写的数字。通报里的数由台账算出，请改用花括号的写法，"
            f"如{{问题数}}。可用的有：{'、'.join(FIGURES)}。"
        )


def default_requirements(model: BulletinModel) -> list[dict[str, str]]:
    """The worked-out requirements as ``parts`` keeps them: by their heads alone."""
    return [{"head": head, "key": head} for head, _ in model.requirements]


def _known(name: str) -> str:
    if name not in FIGURES:
        raise Refused(f"没有“{{{name}}}”这个数。可用的有：{'、'.join(FIGURES)}。")
    return name


def _requirements(
    asked: Any, worked_out: Sequence[tuple[str, str]], told: Told
) -> tuple[tuple[str, str], ...]:
    if asked is None:
        return tuple(worked_out)
    known = dict(worked_out)
    found = []
    for one in asked:
        words = known.get(one["key"]) if one.get("key") else filled(one.get("words", ""), told)
        if words:
            found.append((one["head"], words))
    return tuple(found)


def _newest_score(inspections: Sequence[Inspection]) -> Score | None:
    for inspection in reversed(inspections):
        rows = ScoreSheet.objects.filter(inspection=inspection, is_current=True)
        found = score_of(rows.select_related("inspection__office"))
        if found is not None:
            return found
    return None


def _qualified(told: Told, *, wanted: bool) -> int:
    return sum(one.is_qualified is wanted for one in told.score.units)


def _rate(told: Told) -> str:
    scored = len(told.score.units)
    return share(_qualified(told, wanted=True), scored) if scored else "—"


_NO_SCORE = Score(
    scheme=Scheme(
        id="",
        title="",
        place="",
        target=Target.ORGANIZATION,
        is_proposal=True,
        adopted_by="",
        clause="",
        cites=(),
        stops_at_veto=False,
        indicators=(),
    ),
    units=(),
    portals=(),
    unassigned=(),
    by_hand=(),
)
