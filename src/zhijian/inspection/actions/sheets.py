"""Score sheets issued anew: without what was a false alarm, with what inspectors wrote down."""

from django.db import transaction

from zhijian import journal
from zhijian.core.indicators import points_text
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.models import ScoreSheet
from zhijian.inspection.reissuing import by_hand_since, false_alarms_of, issue_anew
from zhijian.people.models import User


@transaction.atomic
def reissue_sheet(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """The next version of a unit's sheet: without what was called a false alarm since, with what
    inspectors wrote into the inspection.

    Raises:
        Refused: no leave, an old version, or nothing changed since it was issued.
    """
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related("inspection__office")
    held: ScoreSheet = rows.get(pk=sheet.pk)
    policy.require_inspector(by, held.inspection.office, to="重出算分单")
    if not held.is_current:
        raise Refused("这一版算分单已经重出，请打开现行的一版。")
    alarms, written = false_alarms_of(held), by_hand_since(held)
    if not (alarms or written):
        raise Refused("这张算分单以后没有认定误报，也没有检查人员登记的问题，不用重出。")
    why = (
        [f"已认定误报：{'、'.join(dict.fromkeys(line.title for line in alarms))}"] if alarms else []
    )
    why += [f"检查人员登记的问题 {len(written)} 个"] if written else []
    fresh = issue_anew(held, by=by, why="；".join(why))
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
