"""Public notices: their words, where they were posted, and when they came down."""

from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions.files import attach_file
from zhijian.ledger.life.notice_days import counted, days_stood, standing_due
from zhijian.ledger.life.wording import OPEN
from zhijian.ledger.models import Account, Announcement, Posting, Site
from zhijian.people import edits
from zhijian.people.models import Organization, User

PROOF = "公告截图"
NAMES = ("title", "text")


@transaction.atomic
def draft_announcement(
    organization: Organization,
    kind: str,
    *,
    by: User,
    number: str,
    title: str,
    text: str,
    account: Account | None = None,
    site: Site | None = None,
) -> Announcement:
    """A notice that no case asks for, such as that of a clearing-up, not posted yet.

    Raises:
        Refused: no leave, or the number is taken.
    """
    policy.require_keeper(by, organization, to="起草公告")
    notice = Announcement(
        organization=organization,
        kind=kind,
        number=number,
        title=_title(title),
        text=_words(text),
        account=account,
        site=site,
    )
    edits.check_row(notice)
    notice.save(force_insert=True)
    journal.record("announcement.drafted", notice, by=by)
    return notice


@transaction.atomic
def edit_announcement(
    announcement: Announcement, *, by: User, title: str, text: str, seen: str = ""
) -> Announcement:
    """The notice in other words, while it has not been posted.

    Raises:
        Refused: no leave, it stands already, or nothing is written; ``edits.Outdated`` if it
            changed meanwhile.
    """
    held = _held(announcement, by, to="修改公告")
    if held.posted_on is not None:
        raise Refused("公告已经发布，正文不能再改。确有错误的，请撤下后重新公告。")
    wanted = {"title": _title(title), "text": _words(text)}
    edits.refuse_outdated(held, NAMES, seen, wanted)
    held.title, held.text = wanted["title"], wanted["text"]
    held.save(update_fields=NAMES)
    journal.record("announcement.edited", held, by=by)
    return held


@transaction.atomic
def post_announcement(
    announcement: Announcement,
    *,
    by: User,
    place: str,
    posted_on: date,
    link: str = "",
    proof: Upload | None = None,
) -> Posting:
    """A place where the notice stands, with its link and a picture of it.

    The first posting begins the notice and sets until when it must stand.

    Raises:
        Refused: no leave, the day lies ahead, the words still have open blanks, or there is
            neither a link nor a picture to prove it.
    """
    held = _held(announcement, by, to="登记公告发布")
    if posted_on > clock.today():
        raise Refused(f"发布日期 {posted_on} 还没有到，请在发布之后登记。")
    if OPEN in held.text or OPEN in held.title:
        raise Refused(f"公告里还有“{OPEN}”没有填写，请先改好正文再登记发布。")
    if held.posted_until_on is not None:
        raise Refused(f"公告已于 {held.posted_until_on} 撤下，请另行起草。")
    link = edits.plain(link, label="链接", most=500)
    if not link and proof is None:
        raise Refused("请填写公告的链接，或者上传公告截图，至少要有一项。")
    if link and not link.startswith(("http://", "https://")):
        raise Refused("链接应以 http:// 或 https:// 开头，请从浏览器地址栏复制。")
    posting = Posting.objects.create(
        announcement=held,
        place=_place(place),
        link=link,
        posted_on=posted_on,
        by=by,
    )
    reckon_notice(held)
    if proof is not None:
        attach_file(posting, proof, by=by, kind=PROOF)
    journal.record("announcement.posted", held, by=by, posted_on=str(posted_on))
    return posting


@transaction.atomic
def take_down(
    posting: Posting, *, by: User, removed_on: date, is_down_already: bool = False, reason: str = ""
) -> Announcement:
    """The notice taken down in one place; where it was the last, the notice ends.

    ``is_down_already``: it has really come down too early; that is then noted with the reason, and
    the check on notices will find it.

    Raises:
        Refused: no leave, the day is impossible, or the notice has not stood long enough.
    """
    notice = _held(posting.announcement, by, to="撤下公告")
    row = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if row.removed_on is not None:
        raise Refused(f"这一处已于 {row.removed_on} 撤下。")
    if removed_on > clock.today():
        raise Refused(f"撤下日期 {removed_on} 还没有到，请在撤下之后登记。")
    if removed_on < row.posted_on:
        raise Refused(f"撤下日期 {removed_on} 早于发布日期 {row.posted_on}，请核对。")
    is_last = not notice.postings.filter(removed_on__isnull=True).exclude(pk=row.pk).exists()
    reason = edits.plain(reason, label="提前撤下的原因", most=200)
    if is_last and (fault := too_short(notice, removed_on)):
        if not is_down_already:
            raise Refused(fault)
        if not reason:
            raise Refused("公告没有挂满就撤下，须写明原因，请填写。")
    row.removed_on = removed_on
    row.save(update_fields=("removed_on",))
    reckon_notice(notice)
    journal.record(
        "announcement.taken_down", notice, by=by, remark=reason, removed_on=str(removed_on)
    )
    return notice


def too_short(notice: Announcement, last: date) -> str:
    """Why a notice may not come down on a day, with the days it will have stood; "" if it may."""
    if notice.posted_on is None:
        return ""
    due = standing_due(notice.organization, notice.kind, notice.posted_on)
    if due is None or last >= due.on:
        return ""
    stood = counted(*days_stood(notice, last))
    return (
        f"公告自 {notice.posted_on} 起到 {last} 只挂了 {stood}，应挂 {due.words}"
        f"（{due.rule.basis}），最早可于 {due.on} 撤下。"
        "如果确实已经撤下，请勾选“已经撤下”并写明原因。"
    )


def reckon_notice(notice: Announcement) -> None:
    """First and last day, link and due day of a notice from the places where it stands."""
    rows = list(notice.postings.order_by("posted_on", "pk"))
    if not rows:
        return
    notice.posted_on = rows[0].posted_on
    notice.link = next((row.link for row in rows if row.link), "")
    down = [row.removed_on for row in rows]
    notice.posted_until_on = max(day for day in down if day) if all(down) else None
    due = standing_due(notice.organization, notice.kind, notice.posted_on)
    notice.due_until_on = due.on if due else None
    notice.due_basis = due.basis if due else ""
    notice.save()


def _held(announcement: Announcement, by: User, *, to: str) -> Announcement:
    held: Any = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
    policy.require_keeper(by, held.organization, to=to)
    return held  # type: ignore[no-any-return]


def _title(text: str) -> str:
    found = edits.plain(text, label="公告标题", most=200)
    if not found:
        raise Refused("没有写公告标题，请填写。")
    return found


def _words(text: str) -> str:
    found = text.strip()
    if not found:
        raise Refused("没有写公告正文，请填写。")
    if len(found) > 5_000:
        raise Refused(f"公告正文有 {len(found)} 个字，最多 5000 个字，请缩短。")
    return found


def _place(text: str) -> str:
    found = edits.plain(text, label="发布位置", most=120)
    if not found:
        raise Refused("没有写明发布在哪里，例如县政府门户网站公告栏，请填写。")
    return found
