"""Adding and changing the platforms that an office has besides the catalogue."""

from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config.once import forget
from zhijian.core.refused import Refused
from zhijian.law.policy import supervising_offices
from zhijian.ledger.models import OfficePlatform
from zhijian.ledger.platforms import OWN, catalogue
from zhijian.people import edits
from zhijian.people.models import Organization, User

PLATFORM_FIELDS = ("title", "operator", "basis", "is_offered")
_MOST = {"title": 40, "operator": 120, "basis": 200}


@transaction.atomic
def add_platform(
    organization: Organization, *, by: User, title: str, code: str = "", **fields: Any
) -> OfficePlatform:
    """A platform the catalogue lacks; without a code of its own it goes by its name.

    Raises:
        Refused: ``by`` keeps no supervising office, or the catalogue has it already.
    """
    require_platform_keeper(by, organization)
    said = {"title": title, "code": code or title, **fields}
    row = OfficePlatform(organization=organization, **_cleaned(said))
    _refuse_known(row)
    edits.check_row(row)
    row.save(force_insert=True)
    forget(OWN)
    journal.record("platform.added", row, by=by, code=row.code, title=row.title)
    return row


@transaction.atomic
def change_platform(
    platform: OfficePlatform, *, by: User, seen: str = "", **fields: Any
) -> OfficePlatform:
    """The words of an own platform, or whether it is offered; its code stays.

    Raises:
        Refused: no leave, or a field is not sound; ``edits.Outdated`` if it changed meanwhile.
    """
    held = OfficePlatform.objects.select_for_update(of=("self",)).get(pk=platform.pk)
    require_platform_keeper(by, held.organization)
    wanted = _cleaned(fields)
    edits.refuse_outdated(held, PLATFORM_FIELDS, seen, wanted)
    changed = edits.changed_names(held, wanted)
    if not changed:
        return held
    before = {name: getattr(held, name) for name in changed}
    for name in changed:
        setattr(held, name, wanted[name])
    _refuse_known(held)
    edits.check_row(held)
    held.save(update_fields=changed)
    forget(OWN)
    after = {name: getattr(held, name) for name in changed}
    journal.record("platform.changed", held, by=by, before=before, after=after)
    return held


def require_platform_keeper(user: User, organization: Organization) -> None:
    """Pass if ``user`` keeps the law of this supervising office.

    Raises:
        Refused: with who may.
    """
    if organization not in supervising_offices(user):
        raise Refused("平台目录由主管机关的联系人、信息指挥长或负责人增补，请报主管机关办理。")


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    found = dict(fields)
    for name in ("title", "operator", "basis", "code"):
        if name in found:
            label = edits.label_of(OfficePlatform, name)
            found[name] = edits.plain(found[name], label=label, most=_MOST.get(name, 40))
    return found


def _refuse_known(row: OfficePlatform) -> None:
    known = catalogue()
    if row.code in known or row.title in known.values():
        raise Refused(f"平台目录里已经有“{known.get(row.code, row.title)}”，直接选用即可。")
