"""An office puts its official words in place of our paraphrase."""

from django.db import transaction

from zhijian import journal
from zhijian.core.forms.model import Form
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.papers.models import Wording
from zhijian.people import edits
from zhijian.people.models import Organization, User

LONGEST = 2_000


@transaction.atomic
def save_wording(
    form: Form, key: str, *, unit: Organization, by: User, text: str, basis: str = ""
) -> Wording:
    """The words of one sentence for a unit and the units below it.

    Raises:
        Refused: no leave, no such sentence, no words, or a gap that the sentence does not know.
    """
    policy.require_keeper(by, unit, to="修改表单用词")
    if key not in form.texts:
        raise Refused(f"《{form.title}》没有这段文字，请从用词页面进入。")
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("用词没有填。要恢复本平台的转述，请点“恢复”。")
    if len(text) > LONGEST:
        raise Refused(f"用词有 {len(text)} 个字，最多 {LONGEST} 个字，请缩短。")
    _require_known_gaps(form, key, text)
    row, _ = Wording.objects.select_for_update().get_or_create(
        organization=unit, form=form.id, key=key, defaults={"text": text}
    )
    row.text, row.basis = text, edits.plain(basis, label="出处", most=200)
    row.save(update_fields=("text", "basis"))
    journal.record("wording.saved", row, by=by, form=form.id, key=key)
    return row


@transaction.atomic
def remove_wording(row: Wording, *, by: User) -> None:
    """Back to the words from above, or to ours.

    Raises:
        Refused: no leave.
    """
    held = Wording.objects.select_for_update(of=("self",)).get(pk=row.pk)
    policy.require_keeper(by, held.organization, to="修改表单用词")
    gone = Wording(pk=held.pk, organization=held.organization, form=held.form, key=held.key)
    held.delete()
    journal.record("wording.removed", gone, by=by, form=gone.form, key=gone.key)


def _require_known_gaps(form: Form, key: str, text: str) -> None:
    import re

    known = {slot.name for slot in form.texts[key].slots} | set(form.fields) | {"place"}
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in known:
            own = "、".join(f"{{{slot.name}}}" for slot in form.texts[key].slots) or "（没有）"
            raise Refused(
                f"用词里的“{{{name[:20]}}}”不认识。这段文字可以用的有 {own}，请改正或删去花括号。"
            )
