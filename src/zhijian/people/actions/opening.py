"""Opening a sealed field of a person: who looked, and why, goes into the record."""

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people import edits, policy
from zhijian.people.models import Person, User
from zhijian.people.models.staff import SEALED


@transaction.atomic
def open_personal(person: Person, field: str, *, by: User, reason: str) -> str:
    """The plain value of a sealed field; the record says who looked, not what was seen.

    Colleagues open their own numbers and those of the staff they keep, and whoever sees the unit's
    work may open how to reach somebody there. The id number is for the keepers alone. System
    administrators set people up and open nothing.

    Raises:
        Refused: no leave, or no reason.
    """
    if field not in SEALED:
        raise Refused("没有这一项，请从人员页面上的“查看”进入。")
    label = edits.label_of(person, field)
    _require(person, field, by, label)
    reason = edits.plain(reason, label="事由", most=200)
    if not reason and by.person_id != person.pk:
        raise Refused(f"查看{label}须写明事由，请填写。查看会留下记录。")
    value = getattr(Person.objects.get(pk=person.pk), field)
    journal.record("person.opened", person, by=by, remark=reason, field=field)
    return value


def openable(person: Person, *, by: User) -> set[str]:
    """The sealed fields that a page may offer to open."""
    found: set[str] = set()
    for field in ("phone", "id_number"):
        try:
            _require(person, field, by, "")
        except Refused:
            continue
        found |= {"id_number"} if field == "id_number" else set(SEALED) - {"id_number"}
    return found


def _require(person: Person, field: str, by: User, label: str) -> None:
    if by.is_active and by.person_id == person.pk:
        return
    if policy.is_setter_up(by):
        raise Refused(f"系统管理员不查看个人号码。{label}请由该单位的联系人或账号管理员查看。")
    if field != "id_number" and Person.objects.visible_to(by).filter(pk=person.pk).exists():
        return
    policy.require_staff(by, person.organization, to=f"查看{label}")
