"""The systems above: those of the rulebooks, and what offices set of them or add."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhijian.config.options import options
from zhijian.core.exchange.loading import load
from zhijian.core.exchange.systems import KINDS, LEVELS, Report, System, Systems
from zhijian.core.refused import Refused
from zhijian.exchange.models import SystemSetting
from zhijian.law.books import rulebooks
from zhijian.packaged import default_rulebooks
from zhijian.people.models import Lineage, Organization
from zhijian.people.policy import supervisor_of
from zhijian.people.roster import book_place

OWN = "own-"


@cache
def systems() -> Systems:
    """The systems that came with the program, with the office's overlays over them.

    Raises:
        Refused: a file is unsound.
    """
    return load(default_rulebooks(), rulebooks(), [Path(one) for one in options().rulebooks])


@dataclass(frozen=True)
class Known:
    """A system as one unit knows it: what it is, and the nearest setting of an office above."""

    system: System
    setting: SystemSetting | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.system.id

    @property
    def name(self) -> str:
        """What it is called."""
        return self.system.name

    @property
    def kind_title(self) -> str:
        """报送系统, 办公网 …"""
        return KINDS[self.system.kind]

    @property
    def level_title(self) -> str:
        """国家级 …"""
        return LEVELS[self.system.level]

    @property
    def leads(self) -> dict[str, str]:
        """Which side is right, by column: the office's own word over that of the rulebooks."""
        own = self.setting.leads if self.setting else {}
        return {**systems().leads, **{k: v for k, v in own.items() if k in systems().leads}}


def known_to(unit: Organization) -> dict[str, Known]:
    """The systems to which a unit reports, by id: by its place, and those an office above added."""
    found = {one.id: one for one in systems().serving(book_place(unit, rulebooks()))}
    nearest = _settings_above(unit)
    for key, setting in nearest.items():
        if key.startswith(OWN):
            found[key] = _own(setting)
    return {key: Known(system, nearest.get(key)) for key, system in found.items()}


def known(system: str, unit: Organization) -> Known:
    """One system as a unit knows it.

    Raises:
        Refused: the unit does not report there.
    """
    found = known_to(unit).get(system)
    if found is None:
        raise Refused(f"{unit}没有“{system}”这个报送系统。请在“上级系统”中核对或添加。")
    return found


def title_of(system: str, settings: dict[str, str] | None = None) -> str:
    """What a system is called; the id itself if nobody knows it any more."""
    if system in systems().by_id:
        return systems().by_id[system].name
    if settings is not None:
        return settings.get(system, system)
    row = SystemSetting.objects.filter(system=system).order_by("pk").first()
    return row.name if row and row.name else system


def meant_by(recipient: str, unit: Organization) -> System | None:
    """The system that a rule's recipient names for a unit; None if it is an office."""
    return systems().find(recipient, book_place(unit, rulebooks()))


def _settings_above(unit: Organization) -> dict[str, SystemSetting]:
    """The nearest setting of each system: the unit's own, its supervisor's, those further up."""
    above = Lineage.objects.filter(descendant=unit).order_by("depth")
    line = list(above.values_list("ancestor_id", flat=True))
    if (office := supervisor_of(unit)) is not None:
        line.insert(1, office.pk)
    nearness = {pk: at for at, pk in reversed(list(enumerate(line)))}
    rows = SystemSetting.objects.filter(organization__in=nearness).select_related("organization")
    found: dict[str, SystemSetting] = {}
    for row in sorted(rows, key=lambda row: nearness[row.organization_id]):
        found.setdefault(row.system, row)
    return found


def _own(setting: SystemSetting) -> System:
    sheet = systems().sheets.get("account-entry")
    return System(
        id=setting.system,
        name=setting.name,
        kind="system",
        level=setting.level or "county",
        places=(),
        reports=(Report("accounts", sheet),),
        note=setting.note,
    )
