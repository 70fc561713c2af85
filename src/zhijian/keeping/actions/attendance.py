"""The sign-in sheet of a training, and each unit's part that follows from it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.keeping.models import Attendance, Training, TrainingSession
from zhijian.ledger import policy
from zhijian.people import edits
from zhijian.people.models import Organization, Person, User

MOST = 500


@transaction.atomic
def sign_in(
    session: TrainingSession, unit: Organization, names: Mapping[str, bool], *, by: User
) -> int:
    """The sheet of one unit as a whole: who was expected, and whether they came.

    Returns how many came. Names of the unit's own staff are tied to them.

    Raises:
        Refused: ``by`` does not keep the registers of the unit that holds the training, or there
            are too many names.
    """
    held = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    policy.require_keeper(by, held.organization, to="登记签到")
    clean = {edits.plain(name, label="姓名", most=60): came for name, came in names.items()}
    clean.pop("", None)
    if len(clean) > MOST:
        raise Refused(f"一个单位一场最多登记 {MOST} 人，现有 {len(clean)} 人，请核对。")
    staff = Person.objects.filter(organization=unit, name__in=clean).without_numbers()
    known = {person.name: person for person in staff.order_by("-pk")}
    rows = Attendance.objects.filter(session=held, organization=unit)
    rows.delete()
    Attendance.objects.bulk_create(
        Attendance(
            session=held, organization=unit, name=name, person=known.get(name), is_present=came
        )
        for name, came in clean.items()
    )
    came = sum(clean.values())
    _follow_unit(held, unit, came)
    journal.record("training.signed_in", held, by=by, organization=unit.pk, attendees=came)
    return came


def follow_session(session: TrainingSession, by: Any) -> None:
    """The parts of a training that was changed: same day, topic and area."""
    told = {"held_on": session.held_on, "topic": session.topic, "area": session.area}
    for part in Training.objects.filter(session=session):
        for name, value in told.items():
            setattr(part, name, value)
        edits.check_row(part)
        part.save(update_fields=list(told))


def _follow_unit(session: TrainingSession, unit: Organization, came: int) -> None:
    """The unit's part: there if anybody came. A part entered by hand before becomes this one."""
    own = Training.objects.filter(session=session, organization=unit)
    if not came:
        own.delete()
        return
    by_hand = Training.objects.filter(
        organization=unit, held_on=session.held_on, topic=session.topic, session=None
    )
    part = own.first() or by_hand.first() or Training(organization=unit)
    part.session, part.held_on, part.topic = session, session.held_on, session.topic
    part.area, part.attendees = session.area, came
    edits.check_row(part)
    part.save()
