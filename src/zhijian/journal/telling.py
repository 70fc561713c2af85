"""The record of one object in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from zhijian.journal.models import Entry
from zhijian.journal.words import action_words, data_words

SYSTEM = "系统"


@dataclass(frozen=True)
class Moment:
    """One entry in words: who did what, when, what changed, and what was said.

    The names fit the page part of the same name.
    """

    seq: int
    at: datetime
    who: str
    what: str
    note: str
    opinion: str
    action: str


def timeline(subject: models.Model, *, limit: int = 200) -> tuple[Moment, ...]:
    """What happened to ``subject``, newest first, at most ``limit`` entries.

    Whoever asks has made sure that the reader may see the object.
    """
    return tuple(moment_of(entry) for entry in Entry.objects.about(subject)[:limit])


def moment_of(entry: Entry) -> Moment:
    """One entry in words."""
    return Moment(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor_name or SYSTEM,
        what=action_words(entry.action),
        note=data_words(entry.data),
        opinion=entry.remark,
        action=entry.action,
    )
