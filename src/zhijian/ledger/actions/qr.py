"""The QR code of an account: the picture and the text that was read from it are kept together."""

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload, keep, kind_of
from zhijian.core.accounts.qr import QrJudgement, QrVerdict, judge_qr, read_qr
from zhijian.core.refused import Refused
from zhijian.law.carriers import carriers
from zhijian.ledger import policy
from zhijian.ledger.actions.accounts import locked
from zhijian.ledger.models import Account
from zhijian.people.models import User

PICTURES = ("image/png", "image/jpeg")
MOST_TEXT = 500


@transaction.atomic
def keep_picture(account: Account, upload: Upload, *, by: User) -> QrJudgement:
    """The picture in place of the one before; whether its code agrees with the account's link.

    Raises:
        Refused: no leave, no picture, no code in it, several, or one that is no link at all.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="上传二维码")
    if kind_of(upload.content, upload.name).media_type not in PICTURES:
        raise Refused("二维码请上传 PNG 或 JPEG 图片。")
    text, judged = _read(upload.content, held.link)
    held.qr_digest, held.qr_text = keep(upload.content), text
    held.save(update_fields=["qr_digest", "qr_text"])
    journal.record(
        "account.qr_kept", held, by=by, sha256=held.qr_digest, verdict=judged.verdict.value
    )
    return judged


@transaction.atomic
def drop_picture(account: Account, *, by: User) -> Account:
    """The QR code taken off; the bytes stay, the record keeps their digest.

    Raises:
        Refused: no leave, or there is none.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="撤下二维码")
    if not held.qr_digest:
        raise Refused("这个账号没有上传过二维码。")
    digest = held.qr_digest
    held.qr_digest = held.qr_text = ""
    held.save(update_fields=["qr_digest", "qr_text"])
    journal.record("account.qr_dropped", held, by=by, sha256=digest)
    return held


def judged(account: Account) -> QrJudgement | None:
    """How the code that is kept stands to the link as it is now; None without a code."""
    if not account.qr_text:
        return None
    return judge_qr(account.qr_text, account.link, carriers())


def _read(content: bytes, link: str) -> tuple[str, QrJudgement]:
    """The code that counts, and how it stands to the link."""
    read = read_qr(content)
    if not read.is_read:
        raise Refused(read.reason)
    found = [(text, judge_qr(text, link, carriers())) for text in read.texts]
    agreeing = [one for one in found if one[1].verdict is QrVerdict.AGREES]
    if len(found) > 1 and not agreeing:
        raise Refused(f"图片里有 {len(found)} 个二维码，请只截取账号的那一个再上传。")
    text, said = (agreeing or found)[0]
    if said.verdict in (QrVerdict.SOMETHING_ELSE, QrVerdict.UNREADABLE):
        raise Refused(said.says)
    if len(text) > MOST_TEXT:
        raise Refused(f"二维码的内容有 {len(text)} 个字符，不像账号的二维码，请换一张。")
    return text, said
