"""How completely and until when each register speaks.

What its keepers stated holds (``ledger.models.Seen``). Of what they said nothing: a register that
is written as things happen speaks for the day of judging; a stream that is brought in day by day
speaks until its newest row, so that one that was left lying grows stale by itself. An empty one
counts as not seen, unless 零报告 was stated.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Max

from zhijian.config.clock import CHINA
from zhijian.core.facts.collection import Sight
from zhijian.core.facts.model import Kind
from zhijian.core.workdays import day_number
from zhijian.ledger.models import Seen
from zhijian.ledger.registers import Register


def sights_of(
    registers: Iterable[Register], on: date, since: date | None = None
) -> Mapping[str, Sight]:
    """How each register is seen on ``on``, its streams read from ``since`` on."""
    stated = {one.relation: one for one in Seen.objects.all()}
    return {one.relation: _sight(one, stated.get(one.relation), on, since) for one in registers}


def _sight(register: Register, stated: Seen | None, on: date, since: date | None) -> Sight:
    days = [day for day in (stated and stated.as_of_on, _newest(register)) if day is not None]
    starts = [day for day in (stated and stated.from_on, since if register.stream else None) if day]
    return Sight(
        complete=stated is None or stated.is_complete,
        as_of_d=day_number(min(on, max(days))) if days else day_number(on),
        from_d=day_number(max(starts)) if starts else None,
        declared_empty=stated is not None and stated.declared_empty,
    )


def _newest(register: Register) -> date | None:
    """The day of a stream's newest row; None for an empty one and for other registers."""
    if not register.stream:
        return None
    dated = (one for one in register.kept if one.column.kind in (Kind.DAY, Kind.SECOND))
    name = next(one.field for one in dated if one.column.required)
    found = register.model._default_manager.aggregate(at=Max(name))["at"]
    return found.astimezone(CHINA).date() if isinstance(found, datetime) else found
