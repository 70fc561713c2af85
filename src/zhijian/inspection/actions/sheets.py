"""Score sheets issued anew because something they charge for turned out to be a false alarm."""

from django.db import transaction

from zhijian import journal
from zhijian.core.indicators import points_text
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.models import ScoreSheet
from zhijian.inspection.reissuing import false_alarms_of, issue_anew
from zhijian.people.models import User


@transaction.atomic
def reissue_sheet(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """The next version of a unit's sheet, without what was called a false alarm since.

    Raises:
        Refused: no leave, an old version, or nothing on it was called a false alarm.
    """
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("inspection__office")
    held: ScoreSheet = rows.get(pk=sheet.pk)
    policy.require_inspector(by, held.inspection.office, to="重出算分单")
    if not held.is_current:
        raise Refused("这一版算分单已经重出，请打开现行的一版。")
    alarms = false_alarms_of(held)
    if not alarms:
        raise Refused("这张算分单上没有认定为误报的问题，不用重出。")
    names = dict.fromkeys(line.title for line in alarms)
    fresh = issue_anew(held, by=by, why=f"已认定误报：{'、'.join(names)}")
    before, after = ("—" if p is None else points_text(p) for p in (held.points, fresh.points))
    journal.record(
        "score.reissued",
        fresh,
        by=by,
        remark=fresh.why,
        sheet_version=fresh.version,
        points_before=before,
        points_after=after,
    )
    return fresh
