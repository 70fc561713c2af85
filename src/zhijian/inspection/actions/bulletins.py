"""Bulletins: drafted, edited, moved by their case, frozen when they go to review, released.

What was reviewed and signed is what goes out: the files are made once, when the draft is handed
in, and kept by their digest; a draft that is sent back is made anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.hooks import Moved
from zhijian.cases.media.store import keep, opened
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.bulletins import (
    RESULTS,
    default_requirements,
    files_of,
    inspections_between,
    model_of,
    require_no_typed_numbers,
    told_by,
    told_of,
)
from zhijian.inspection.models import Bulletin, Inspection
from zhijian.people import edits
from zhijian.people.models import Organization, User

PROCESS = "bulletin"
DRAFT_STEP, SUBMIT, RELEASED = "draft", "submit", "released"
LONGEST = 2_000
EDITED = ("title", "number", "addressees", "parts", "state")


@transaction.atomic
def draft(
    office: Organization,
    *,
    by: User,
    kind: str,
    title: str,
    inspections: Iterable[Inspection] = (),
    between: tuple[date, date] | None = None,
    addressees: str = "",
) -> Bulletin:
    """A bulletin of some inspections, or of all an office made ``between`` two days, and its case.

    Raises:
        Refused: no leave, no title, no inspection with results, or one of another office.
    """
    office = Organization.objects.select_for_update().get(pk=office.pk)
    policy.require_inspector(by, office, to="起草通报")
    if not (title := edits.plain(title, label="标题", most=120)):
        raise Refused("通报须有标题，请填写。")
    found = list(inspections) or (inspections_between(office, *between) if between else [])
    _require_results(office, found)
    found.sort(key=lambda one: (one.on, one.pk))
    told = told_of(found)
    first, last = between or (found[0].since or found[0].on, found[-1].on)
    case = cases.open_case(PROCESS, organization=office, title=title, by=by)
    bulletin = Bulletin(
        office=office,
        kind=kind,
        title=title,
        addressees=edits.plain(addressees, label="主送", most=200),
        from_on=first,
        until_on=last,
        inspection=found[-1],
        parts={"inspections": [one.pk for one in found], "before": [], "after": []},
        case=case,
        by=by,
    )
    bulletin.parts["requirements"] = default_requirements(model_of(bulletin, told))
    bulletin.save()
    journal.record(
        "bulletin.drafted", bulletin, by=by, inspected=[one.number for one in found][:50]
    )
    return bulletin


@transaction.atomic
def edit(bulletin: Bulletin, *, by: User, seen: str = "", **changed: Any) -> Bulletin:
    """A draft with another title, number, addressees or paragraphs; numbers stay worked out.

    ``before`` and ``after`` are paragraphs, ``requirements`` mappings of head and words (or key),
    ``left_out`` ids of units.

    Raises:
        Outdated: somebody changed it since ``seen``.
        Refused: no leave, it is no draft any more, or a paragraph holds a typed number.
    """
    held = _held(bulletin)
    policy.require_inspector(by, held.office, to="修改通报")
    _require_draft(held)
    wanted = _wanted(held, changed)
    edits.refuse_outdated(held, EDITED, seen, wanted)
    names = edits.changed_names(held, wanted)
    for name in names:
        setattr(held, name, wanted[name])
    model_of(held)
    held.save(update_fields=(*names,)) if names else None
    journal.record("bulletin.edited", held, by=by, changed=names)
    return held


def guard(case: Case, verb: str, by: User) -> None:
    """Before a draft goes to review: it must have something to tell. Before the release: its files.

    Raises:
        Refused: with what is missing.
    """
    bulletin = Bulletin.objects.filter(case=case).first()
    if bulletin is None:
        return
    if verb == SUBMIT:
        told_by(bulletin)
    elif verb == "release":
        for digest in (bulletin.word_digest, bulletin.page_digest):
            opened(digest)


def hear(moved: Moved) -> None:
    """The bulletin follows its case: frozen when handed in, released or dropped at the end."""
    case = moved.case
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("office")
    bulletin = rows.filter(case=case).first()
    if bulletin is None:
        return
    if not case.is_open:
        _release(bulletin, by=moved.by) if case.step == RELEASED else _drop(bulletin, by=moved.by)
    elif case.step == DRAFT_STEP and moved.left:
        bulletin.word_digest = bulletin.page_digest = ""
        bulletin.state = Bulletin.State.DRAFT
        bulletin.save(update_fields=("word_digest", "page_digest", "state"))
    elif moved.left == DRAFT_STEP:
        _freeze(bulletin, by=moved.by)


def _freeze(bulletin: Bulletin, *, by: User) -> None:
    word, page = files_of(model_of(bulletin))
    bulletin.word_digest, bulletin.page_digest = keep(word), keep(page)
    bulletin.state = Bulletin.State.REVIEW
    bulletin.save(update_fields=("word_digest", "page_digest", "state"))
    journal.record(
        "bulletin.submitted",
        bulletin,
        by=by,
        bulletin_word=bulletin.word_digest,
        bulletin_page=bulletin.page_digest,
    )


def _release(bulletin: Bulletin, *, by: User) -> None:
    today = clock.today()
    bulletin.state, bulletin.released_on = Bulletin.State.RELEASED, today
    bulletin.save(update_fields=("state", "released_on"))
    told = bulletin.parts.get("inspections") or [bulletin.inspection_id]
    rows = Inspection.objects.filter(pk__in=told, office=bulletin.office, circulated_on=None)
    rows.update(circulated_on=today)
    journal.record(
        "bulletin.released",
        bulletin,
        by=by,
        bulletin_word=bulletin.word_digest,
        bulletin_page=bulletin.page_digest,
    )


def _drop(bulletin: Bulletin, *, by: User) -> None:
    bulletin.state = Bulletin.State.DROPPED
    bulletin.save(update_fields=("state",))
    journal.record("bulletin.dropped", bulletin, by=by)


def _wanted(held: Bulletin, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The columns as they are wanted; what was not mentioned stays."""
    wanted: dict[str, Any] = {}
    for name, label, most in (
        ("title", "标题", 120),
        ("number", "文号", 60),
        ("addressees", "主送", 200),
    ):
        if name in changed:
            wanted[name] = edits.plain(changed[name], label=label, most=most)
    if wanted.get("title") == "":
        raise Refused("通报须有标题，请填写。")
    parts = dict(held.parts)
    for name in ("before", "after"):
        if name in changed:
            parts[name] = [text for one in changed[name] if (text := _paragraph(one))]
    if "requirements" in changed:
        parts["requirements"] = [_requirement(one) for one in changed["requirements"]]
    if "left_out" in changed:
        parts["left_out"] = sorted({int(pk) for pk in changed["left_out"]})
    return wanted | {"parts": parts}


def _paragraph(text: str) -> str:
    found = edits.plain(text, label="段落", most=LONGEST)
    require_no_typed_numbers(found)
    return found


def _requirement(one: Mapping[str, str]) -> dict[str, str]:
    head = edits.plain(one.get("head", ""), label="要求的标题", most=40).rstrip("。")
    if not head:
        raise Refused("下一步要求的每一条都要有小标题，请填写，或整条删去。")
    if one.get("key"):
        return {"head": head, "key": str(one["key"])}
    if not (words := _paragraph(one.get("words", ""))):
        raise Refused(f"“{head}”没有内容，请填写，或整条删去。")
    return {"head": head, "words": words}


def _require_results(office: Organization, found: list[Inspection]) -> None:
    if not found:
        raise Refused("这段时间没有出结果的检查，没有可以通报的内容。请先完成检查，或换一个时段。")
    for one in found:
        if one.office_id != office.pk:
            raise Refused(f"“{one}”不是{office}的检查，不能由它通报。")
        if one.state not in RESULTS or one.on is None:
            raise Refused(f"“{one}”{one.get_state_display()}，还没有结果可以通报。")


def _require_draft(bulletin: Bulletin) -> None:
    if bulletin.state != Bulletin.State.DRAFT:
        raise Refused(
            f"通报{bulletin.get_state_display()}，内容已经定稿，不能再改。要改请在办件中退回修改。"
        )


def _held(bulletin: Bulletin) -> Bulletin:
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("office")
    held: Bulletin = rows.get(pk=bulletin.pk)
    return held
