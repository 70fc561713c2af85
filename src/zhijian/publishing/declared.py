"""The registers of what is published. Importing this module declares them."""

from collections.abc import Sequence

from zhijian.ledger.declared import ACCOUNT
from zhijian.ledger.models import SiteColumn
from zhijian.ledger.registers import Ref, Register, declare, unit_ref
from zhijian.people.models import Organization
from zhijian.publishing.models import (
    ColumnItem,
    DisclosureItem,
    MustRepost,
    Policy,
    Publication,
    Review,
    Screening,
    Source,
)

GROUP = "内容发布"
PUBLICATION = Ref("publication", Publication, "number")
COLUMN = Ref("site_column", SiteColumn, "code")


def _list_at_the_top(rows: Sequence[Source]) -> None:
    """Give sources that name no unit to the one at the top, whose list holds for all below."""
    wanted = [row for row in rows if row.organization_id is None]
    top = wanted and Organization.objects.filter(parent=None).order_by("pk").first()
    for row in wanted:
        row.organization = top or None


declare(
    Register(
        relation="publications",
        model=Publication,
        fields={"publication": "number"},
        refs={"account": ACCOUNT},
        heading="title",
        group=GROUP,
        after=("accounts",),
        stream="published_on",
    ),
    Register(
        relation="reviews",
        model=Review,
        refs={"publication": PUBLICATION},
        heading="publication",
        group=GROUP,
        after=("publications",),
        stream="publication__published_on",
    ),
    Register(
        relation="screenings",
        model=Screening,
        refs={"publication": PUBLICATION},
        heading="publication",
        group=GROUP,
        after=("publications",),
        stream="publication__published_on",
    ),
    Register(
        relation="sources",
        model=Source,
        edited=("source", "category", "approved_by", "until_on", "organization"),
        heading="source",
        group=GROUP,
        complete=_list_at_the_top,
    ),
    Register(
        relation="must_reposts",
        model=MustRepost,
        refs={"account": ACCOUNT},
        heading="title",
        group=GROUP,
        after=("accounts",),
    ),
    Register(
        relation="policies",
        model=Policy,
        fields={"policy": "number"},
        refs={"organization": unit_ref()},
        heading="title",
        group=GROUP,
    ),
    Register(
        relation="disclosure_items",
        model=DisclosureItem,
        refs={"organization": unit_ref()},
        heading="title",
        group=GROUP,
    ),
    Register(
        relation="column_items",
        model=ColumnItem,
        refs={"site_column": COLUMN},
        heading="title",
        group=GROUP,
        after=("site_columns",),
        stream="published_on",
    ),
)
