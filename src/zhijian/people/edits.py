"""Changing a row that somebody may have changed meanwhile, and cleaning what was typed."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from zhijian.core.refused import Refused
from zhijian.people.encryption import EncryptedTextField, masked


@dataclass(frozen=True)
class Change:
    """One field as it stands now and as the later writer wanted it, in words."""

    name: str
    label: str
    stands: str
    wanted: str


class Outdated(Refused):
    """The row was changed after the writer had seen it; ``changes`` holds what differs now."""

    def __init__(self, message: str, changes: Sequence[Change]) -> None:
        super().__init__(message)
        self.changes = tuple(changes)


def fingerprint(row: models.Model, names: Sequence[str]) -> str:
    """16 hexadecimal digits over the named fields, as they were shown to somebody who edits them.

    An edit carries them along; another fingerprint at the time of saving means somebody else came
    first. They are keyed: nobody guesses a telephone number by trying until the digits agree.
    """
    values = json.dumps([str(_raw(row, name)) for name in names])
    return salted_hmac("zhijian.people.edits", values, algorithm="sha256").hexdigest()[:16]


def refuse_outdated(
    row: models.Model, names: Sequence[str], seen: str, wanted: Mapping[str, Any]
) -> None:
    """Pass if ``seen`` is empty (nobody looked) or the row still looks as it did then.

    Raises:
        Outdated: with the fields whose present value is not the wanted one.
    """
    if not seen or seen == fingerprint(row, names):
        return
    changes = [
        Change(name, label_of(row, name), shown(row, name, _value(row, name)), after)
        for name in names
        if name in wanted and wanted[name] != _value(row, name)
        for after in (shown(row, name, wanted[name]),)
    ]
    raise Outdated("这条记录在您打开之后已被别人修改，没有保存。请核对下面的不同之处。", changes)


def changed_names(row: models.Model, wanted: Mapping[str, Any]) -> list[str]:
    """The fields of ``wanted`` whose value differs from the row's."""
    return [name for name, value in wanted.items() if _value(row, name) != value]


def label_of(row: models.Model | type[models.Model], name: str) -> str:
    """The Chinese label of a field."""
    return str(row._meta.get_field(name).verbose_name)


def shown(row: models.Model, name: str, value: Any) -> str:
    """A field's value in words; an empty one reads （空）, a sealed one stays masked."""
    if isinstance(row._meta.get_field(name), EncryptedTextField):
        return masked(str(value or "")) or "（空）"
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", None) or ())
    if value in choices:
        return str(choices[value])
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M:%S}"
    return "（空）" if value in ("", None) else str(value)


def plain(text: str, *, label: str, most: int) -> str:
    """What was typed, without spaces around it and with single ones inside.

    Raises:
        Refused: it is too long, or holds characters that cannot be printed.
    """
    found = " ".join(str(text or "").split())
    if len(found) > most:
        raise Refused(f"{label}有 {len(found)} 个字，最多 {most} 个字，请缩短。")
    if not found.isprintable():
        raise Refused(f"{label}里有看不见的控制字符，请删去后重新填写。")
    return found


def code(text: str, *, label: str, most: int) -> str:
    """A code or number: half-width, without spaces and hyphens around it, in capitals."""
    return plain(unicodedata.normalize("NFKC", str(text or "")), label=label, most=most).upper()


def check_row(row: models.Model, exclude: Sequence[str] = ()) -> None:
    """Pass if the row keeps to its fields and constraints.

    Raises:
        Refused: with every fault, a sentence each.
    """
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as fault:
        lines = []
        for name, messages in fault.message_dict.items():
            label = f"{label_of(row, name)}：" if name != "__all__" else ""
            lines += [f"{label}{message}" for message in messages]
        raise Refused("".join(lines), lines[1:]) from None


def _raw(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _value(row: models.Model, name: str) -> Any:
    return getattr(row, name)
