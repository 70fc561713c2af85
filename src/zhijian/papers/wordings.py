"""Which words a unit prints in a form: its own, else those of the nearest unit above it."""

from zhijian.core.forms.model import Form
from zhijian.papers.models import Wording
from zhijian.people.models import Lineage, Organization


def held_by(unit: Organization, form: Form) -> dict[str, Wording]:
    """The wording in force for each sentence of a form, by key; ours has none."""
    depth = dict(Lineage.objects.filter(descendant=unit).values_list("ancestor", "depth"))
    rows = Wording.objects.filter(form=form.id, organization__in=depth, key__in=form.texts)
    nearest: dict[str, Wording] = {}
    for row in rows.select_related("organization"):
        known = nearest.get(row.key)
        if known is None or depth[row.organization_id] < depth[known.organization_id]:
            nearest[row.key] = row
    return nearest


def words_of(unit: Organization, form: Form) -> dict[str, str]:
    """The sentences that stand in place of ours, by key."""
    return {key: row.text for key, row in held_by(unit, form).items()}
