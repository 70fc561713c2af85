"""Who may print papers with numbers of people on them, and who may change a unit's wordings.

Those who keep the unit's registers, and the 审核人员 and 信息指挥长 of the unit or of the office
that supervises it. Everybody else who sees the unit's work may look at a paper, numbers masked.
"""

from collections.abc import Iterator

from zhijian.config import clock
from zhijian.core.forms.model import Field, Form
from zhijian.core.refused import Refused
from zhijian.ledger import policy as ledger
from zhijian.people.models import Organization, Position, User
from zhijian.people.policy import holds, is_setter_up, supervisor_of

REVIEWERS = ("REVIEWER", "LEAD")


def may_hold_numbers(user: User, unit: Organization) -> bool:
    """Whether the papers of ``unit`` that ``user`` prints may hold numbers of people."""
    if not user.is_active or user.person is None or is_setter_up(user):
        return False
    if ledger.keeps(user, unit):
        return True
    office = supervisor_of(unit, clock.today())
    return any(
        holds(user, *REVIEWERS, organization=one) for one in (unit, office) if one is not None
    )


def require_numbers(user: User, unit: Organization, form: Form) -> None:
    """Pass if ``user`` may print ``form`` for ``unit``: anybody if it asks for nothing personal.

    Raises:
        Refused: with the positions that may.
    """
    if any(field.is_personal for field in asked(form)) and not may_hold_numbers(user, unit):
        names = "、".join(
            str(Position.Kind(kind).label) for kind in ("CONTACT", "ADMIN", "EDITOR", *REVIEWERS)
        )
        raise Refused(
            f"《{form.short_title or form.title}》上有人员的电话等号码，由{unit}的{names}等岗位，"
            "或其主管单位的审核人员打印。您可以预览，号码会遮住。"
        )


def asked(form: Form) -> Iterator[Field]:
    """Every field of a form, the cells of its tables with them."""
    yield from form.fields.values()
    for table in form.tables.values():
        yield from table.cells
