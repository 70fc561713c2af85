"""What a score is worked out from, stored by its digest, so that it can be worked out again.

One text an inspection: the schemes as they were written, the outcomes, and what the ledgers said
of units, portals, sites and awards. The same judgement gives the same bytes.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from zhijian.cases.media.store import keep, opened
from zhijian.core.indicators import Schemes
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.score_sheet import Award, Known
from zhijian.core.scoring_scheme import read_schemes, schemes_together

_OUTCOME = tuple(field.name for field in fields(Outcome))
_AWARD = tuple(field.name for field in fields(Award))
_outcome, _award = attrgetter(*_OUTCOME), attrgetter(*_AWARD)


@dataclass(frozen=True)
class Text:
    """A file of schemes: its name in messages, and what stands in it."""

    name: str
    content: str


@dataclass(frozen=True)
class ScoreBasis:
    """What was scored: the judgement (its outcomes alone), the schemes and what was known."""

    judgement: Judgement
    schemes: Schemes
    known: Known


def stored(judgement: Judgement, texts: Iterable[Text], known: Known) -> str:
    """Store the basis of the scores of a judgement and return its digest."""
    told = {
        "place": judgement.place,
        "on": judgement.on.isoformat(),
        "since": judgement.since.isoformat(),
        "schemes": [[text.name, text.content] for text in texts],
        "outcomes": [_outcome(one) for one in judgement.outcomes],
        "organizations": known.organizations,
        "portals": known.portals,
        "site_of": dict(known.site_of),
        "awards": [_award(one) for one in known.awards],
    }
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return keep(zlib.compress(plain.encode(), 6))


def read(digest: str) -> ScoreBasis:
    """The basis with that digest.

    Raises:
        Refused: the stored bytes are gone or altered.
    """
    told = json.loads(zlib.decompress(opened(digest)))
    judgement = Judgement(
        place=told["place"],
        on=date.fromisoformat(told["on"]),
        since=date.fromisoformat(told["since"]),
        engine="",
        outcomes=tuple(map(_outcome_of, told["outcomes"])),
        coverage=(),
        relations=(),
        subjects={},
        write_outcomes=no_outcomes,
    )
    known = Known(
        organizations=tuple(told["organizations"]),
        portals=tuple(told["portals"]),
        site_of=told["site_of"],
        awards=tuple(Award(*row) for row in told["awards"]),
    )
    return ScoreBasis(judgement, schemes_of(Text(*row) for row in told["schemes"]), known)


def schemes_of(texts: Iterable[Text]) -> Schemes:
    """The schemes in some texts; a later one takes the place of an earlier one.

    It does so by its id, and where both are for the same place and the same kind of thing.

    Raises:
        Refused: a text is unsound, or the schemes contradict one another.
    """
    held: dict[str, Any] = {}
    for text in texts:
        for scheme in read_schemes(text.content, text.name):
            same = (scheme.target, scheme.place)
            taken = [key for key, one in held.items() if (one.target, one.place) == same]
            for key in {*taken, scheme.id} & set(held):
                del held[key]
            held[scheme.id] = scheme
    return schemes_together(held.values())


def _outcome_of(row: list[Any]) -> Outcome:
    told = dict(zip(_OUTCOME, row, strict=True))
    told["verdict"] = Verdict(told["verdict"])
    told["standing"] = Standing(told["standing"])
    return Outcome(**told)


def no_outcomes(path: str) -> None:
    """The full relation of outcomes is kept apart, as the inspection's own file."""
    raise NotImplementedError(path)
