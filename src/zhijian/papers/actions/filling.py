"""A filled form comes back: it is read, looked at, and what is ticked is taken, all or none."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.crypto import salted_hmac

from zhijian import journal
from zhijian.cases.media import Upload, keep, kind_of, safe_name
from zhijian.config import clock
from zhijian.core.forms.model import Form
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions import attach_file
from zhijian.ledger.models import Account
from zhijian.papers.actions.scans import require_size
from zhijian.papers.back import Difference, differences
from zhijian.papers.back.reading import read
from zhijian.papers.back.taking import take_over
from zhijian.papers.matter import Matter
from zhijian.papers.models import FilledForm
from zhijian.papers.returns import is_readable, packed, unpacked
from zhijian.papers.subjects import Subject, find
from zhijian.people.models import User

FILE_KIND = "填好的表"


@transaction.atomic
def hand_in(form: Form, subject: Subject, upload: Upload, *, by: User) -> FilledForm:
    """A filled form, read and kept with its file; nothing is written to the registers yet.

    Raises:
        Refused: no leave, not a form that is read back, or the file cannot be read as this form.
    """
    policy.require_keeper(by, subject.unit, to="上传填好的表")
    if not is_readable(form):
        raise Refused(f"《{form.title}》不能读回台账，请在台账页面修改。")
    require_size(len(upload.content))
    taken = kind_of(upload.content, upload.name)
    values, remarks = read(form, upload, Matter(subject, by))
    filled = FilledForm.objects.create(
        organization=subject.unit,
        form=form.id,
        subject=subject.code,
        subject_title=subject.title[:200],
        name=safe_name(upload.name, taken),
        media_type=taken.media_type,
        size=len(upload.content),
        digest=keep(upload.content),
        sealed=packed(values),
        remarks=remarks,
        by=by,
    )
    journal.record(
        "filled.uploaded", filled, by=by, form=form.id, sha256=filled.digest, size=filled.size
    )
    return filled


def compared(filled: FilledForm, form: Form, *, by: User) -> list[Difference]:
    """What differs from the registers now; numbers of people are compared, so leave is asked.

    Raises:
        Refused: no leave, or the subject is gone.
    """
    subject = find(by, filled.subject)
    if subject is None:
        raise Refused("这份表所说的对象已经不在，或不在您的范围内。")
    policy.require_keeper(by, subject.unit, to="核对填好的表")
    paper = unpacked(form, filled.sealed)
    return differences(form, Matter(subject, by, opens=True), paper)


def fingerprint(changes: Sequence[Difference]) -> str:
    """16 hexadecimal digits over what somebody looked at before ticking."""
    held = "\n".join(f"{one.key}|{one.stands}|{one.paper}|{one.can_apply}" for one in changes)
    return salted_hmac("zhijian.papers.back", held, algorithm="sha256").hexdigest()[:16]


@transaction.atomic
def take_form(
    filled: FilledForm, form: Form, *, by: User, keys: Collection[str], seen: str = ""
) -> list[Difference]:
    """The ticked differences, written to the registers through their own actions, all or none.

    Raises:
        Refused: nothing ticked, decided already, the register changed meanwhile, or one of the
            actions refused.
    """
    held = FilledForm.objects.select_for_update(of=("self",)).get(pk=filled.pk)
    policy.require_keeper(by, held.organization, to="按填好的表修改台账")
    _require_undecided(held)
    changes = compared(held, form, by=by)
    if seen and seen != fingerprint(changes):
        raise Refused("台账在您打开这一页之后有变动，没有写入。请重新核对下面的内容。")
    chosen = [one for one in changes if one.key in keys and one.can_apply]
    if not chosen:
        raise Refused("没有勾选要写入的内容，请勾选；都不写入的，点“放弃这份表”。")
    subject = find(by, held.subject)
    assert subject is not None
    take_over(chosen, subject, by=by, on=_filled_on(form, held))
    _decide(held, FilledForm.State.TAKEN, [one.key for one in chosen])
    home = subject.row if isinstance(subject.row, Account) else held
    attach_file(home, Upload(held.name, _content(held)), by=by, kind=FILE_KIND)
    journal.record(
        "filled.taken", held, by=by, form=form.id, sha256=held.digest, keys=held.taken[:200]
    )
    return chosen


@transaction.atomic
def drop_form(filled: FilledForm, *, by: User) -> None:
    """The form given up: nothing of it is taken over.

    Raises:
        Refused: no leave, or decided already.
    """
    held = FilledForm.objects.select_for_update(of=("self",)).get(pk=filled.pk)
    policy.require_keeper(by, held.organization, to="放弃填好的表")
    _require_undecided(held)
    _decide(held, FilledForm.State.DROPPED, [])
    journal.record("filled.dropped", held, by=by, form=held.form)


def _require_undecided(filled: FilledForm) -> None:
    if filled.state != FilledForm.State.PREVIEW:
        raise Refused(f"这份表{filled.get_state_display()}，不能再办。要再次读入，请重新上传。")


def _decide(filled: FilledForm, state: str, keys: list[str]) -> None:
    filled.state, filled.taken, filled.decided_at = state, keys, clock.now()
    filled.save(update_fields=("state", "taken", "decided_at"))


def _content(filled: FilledForm) -> bytes:
    from zhijian.cases.media import opened

    return opened(filled.digest)


def _filled_on(form: Form, filled: FilledForm) -> object:
    """The day the form says it was filled in, not later than today."""
    from datetime import date

    values = unpacked(form, filled.sealed)
    days = [
        values.get(key)
        for key, asked in form.fields.items()
        if asked.source == "today" and isinstance(values.get(key), date)
    ]
    return min([clock.today(), *days])  # type: ignore[type-var]
