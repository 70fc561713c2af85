"""Sites that go offline: what each step asks for, and when the period is entered."""

from datetime import date
from typing import Any

from zhijian import journal
from zhijian.cases.hooks import Moved
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.ledger.life import drafting
from zhijian.ledger.life.place_rules import is_set
from zhijian.ledger.models import OfflinePeriod, Site
from zhijian.people.models import User

SAID = "_offline"
"""Under this name a case keeps what was asked for and noted; days are written 2026-11-20."""
TEMPORARY, EMERGENCY, PERMANENT = "TEMPORARY", "EMERGENCY", "PERMANENT"
TITLES = {TEMPORARY: "临时下线", EMERGENCY: "紧急关停", PERMANENT: "永久下线"}
FIRST = {TEMPORARY: "temporary", EMERGENCY: "emergency", PERMANENT: "permanent"}
ASKED_AT = {
    "approve": ("approved_by", "approved_on"),
    "offline": ("from_on",),
    "report": ("reported_on",),
    "restore": ("until_on",),
    "migrate": ("migrated_on", "national_updated_on"),
}
"""What is noted at which step."""
_LABELS = {
    "approved_by": "批准机关",
    "approved_on": "批准日期",
    "from_on": "下线日期",
    "reported_on": "报备日期",
    "until_on": "恢复日期",
    "migrated_on": "迁移完成日期",
}
_VERBS = {
    "approved": ("approved_by", "approved_on"),
    "offline": ("from_on",),
    "reported": ("reported_on",),
    "restored": ("until_on",),
    "migrated": ("migrated_on",),
}


def site_of(case: Case) -> Site | None:
    """The site a case takes offline."""
    if case.subject_type != Site._meta.label_lower:
        return None
    return Site.objects.filter(pk=int(case.subject_id)).select_related("organization").first()


def said_of(case: Case) -> dict[str, Any]:
    """What was asked for and noted."""
    return dict(case.data.get(SAID) or {})


def guard(case: Case, verb: str, by: User) -> None:
    """What going offline asks for at its steps.

    Raises:
        Refused: with what is missing.
    """
    site, said = site_of(case), said_of(case)
    if site is None:
        return
    kind = said.get("kind", "")
    if not _fits(case.step, verb, kind):
        raise Refused(f"本件办的是{TITLES[kind]}，请选相应的一项。")
    lacks = [_LABELS[name] for name in _VERBS.get(verb, ()) if not said.get(name)]
    if lacks:
        raise Refused(f"还没有填写{'、'.join(lacks)}。请在“下线情况”一栏填写后再提交。")
    _require_notice(case, site, verb)
    if verb == "offline":
        _require_approved_first(site, said)


def _fits(step: str, verb: str, kind: str) -> bool:
    """Whether a move belongs to the kind of absence the case is about."""
    if step == "apply" and verb in FIRST.values():
        return verb == FIRST[kind]
    if step == "review" and verb in ("agree", "agree_permanent"):
        return (verb == "agree_permanent") == (kind == PERMANENT)
    if step == "confirm" and verb.startswith("send_back"):
        return (verb == "send_back_migration") == (kind == PERMANENT)
    return True


def _require_notice(case: Case, site: Site, verb: str) -> None:
    if verb not in ("announced", "migrated"):
        return
    kind = "OFFLINE" if verb == "announced" else "MIGRATION"
    notices = site.announcements.filter(number=f"{case.number}-GG", kind=kind)
    if not notices.filter(posted_on__isnull=False).exclude(link="").exists():
        raise Refused("公告还没有登记发布和链接。请打开公告登记后再提交。")


def _require_approved_first(site: Site, said: dict[str, Any]) -> None:
    from_on = date.fromisoformat(said["from_on"])
    rule = is_set(site.organization, "sites.offline_approval", from_on)
    approved = said.get("approved_on")
    if rule is not None and rule.is_firm and (not approved or approved > said["from_on"]):
        raise Refused(f"{rule.basis}要求先批准、后下线，下线日期不能早于批准日期。请核对日期。")


def hear(moved: Moved) -> None:
    """Draft notices, enter the period when the site goes off, and close it when it is back."""
    case, site = moved.case, site_of(moved.case)
    if site is None or not case.data.get(SAID):
        if moved.verb == "opened":
            raise Refused("这一事项要从网站页面发起，才知道是哪个网站、因何下线。")
        return
    said = said_of(case)
    if case.is_open and case.step in ("announce", "migrate"):
        _draft(case, site, said)
    elif (moved.verb == "offline" and not moved.is_return) or (
        moved.verb == "opened" and said["kind"] == EMERGENCY
    ):
        _enter(case, site, said, by=moved.by)
    elif moved.verb in ("reported", "restored"):
        _bring_up(case, site, said, by=moved.by)
    elif case.step == "done" and said["kind"] == PERMANENT:
        _close(case, site, said, by=moved.by)
    elif not case.is_open and case.step != "done":
        OfflinePeriod.objects.filter(case=case).delete()
        if site.state == "offline":
            _set_state(site, "operating", by=moved.by)


def _draft(case: Case, site: Site, said: dict[str, Any]) -> None:
    is_moving = case.step == "migrate"
    known = {"事由": said.get("reason", ""), "下线日期": _words(said.get("from_on"))}
    known["恢复日期"] = _words(said.get("planned_until_on"))
    drafting.draft_of_site(site, case.number, "MIGRATION" if is_moving else "OFFLINE", known)


def _enter(case: Case, site: Site, said: dict[str, Any], *, by: User) -> None:
    notice = site.announcements.filter(number=f"{case.number}-GG").first()
    OfflinePeriod.objects.update_or_create(
        number=case.number,
        defaults={
            "site": site,
            "kind": said["kind"],
            "reason": said.get("reason", "")[:200],
            "from_on": _day(said["from_on"]),
            "approved_by": said.get("approved_by", ""),
            "approved_on": _day(said.get("approved_on")),
            "announced_on": notice.posted_on if notice is not None else None,
            "case": case,
        },
    )
    _set_state(site, "offline", by=by)


def _bring_up(case: Case, site: Site, said: dict[str, Any], *, by: User) -> None:
    period = OfflinePeriod.objects.filter(case=case).first()
    if period is None:
        return
    period.reported_on = _day(said.get("reported_on"))
    period.until_on = _day(said.get("until_on"))
    period.save(update_fields=("reported_on", "until_on"))
    if period.until_on is not None:
        _set_state(site, "operating", by=by)


def _close(case: Case, site: Site, said: dict[str, Any], *, by: User) -> None:
    moved = _day(said["migrated_on"])
    OfflinePeriod.objects.update_or_create(
        number=case.number,
        defaults={
            "site": site,
            "kind": PERMANENT,
            "reason": said.get("reason", "")[:200],
            "from_on": _day(said.get("from_on")) or moved,
            "case": case,
        },
    )
    site.closed_on = _day(said.get("from_on")) or moved
    site.migrated_on = moved
    site.national_updated_on = _day(said.get("national_updated_on"))
    site.save(update_fields=("closed_on", "migrated_on", "national_updated_on"))
    _set_state(site, "closed", by=by)


def _set_state(site: Site, state: str, *, by: User) -> None:
    if site.state == state:
        return
    before, site.state = site.state, state
    site.save(update_fields=("state",))
    journal.record("site.state_changed", site, by=by, before=before, after=state)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(text: str | None) -> str:
    return drafting.in_words(date.fromisoformat(text)) if text else ""
