"""The registers of messages. Importing this module declares them."""

from collections.abc import Sequence

from zhijian.interaction.models import Message, Reply
from zhijian.ledger.declared import ACCOUNT, SITE
from zhijian.ledger.models import Account, Site
from zhijian.ledger.registers import Ref, Register, declare, unit_ref

GROUP = "互动交流"
MESSAGE = Ref("message", Message, "number")


def _find_keepers(rows: Sequence[Message]) -> None:
    """Say which unit answers for each message."""
    accounts, sites = (
        dict(
            model.objects.filter(pk__in={pk for row in rows if (pk := getattr(row, name))})
            .order_by()
            .values_list("pk", "organization")
        )
        for name, model in (("account_id", Account), ("site_id", Site))
    )
    for row in rows:
        row.keeper_id = (
            accounts.get(row.account_id) or sites.get(row.site_id) or row.organization_id
        )


declare(
    Register(
        relation="messages",
        model=Message,
        fields={"message": "number"},
        refs={"account": ACCOUNT, "site": SITE, "organization": unit_ref()},
        heading="number",
        group=GROUP,
        after=("accounts", "sites"),
        complete=_find_keepers,
        stream="received_on",
    ),
    Register(
        relation="replies",
        model=Reply,
        refs={"message": MESSAGE, "organization": unit_ref()},
        heading="message",
        group=GROUP,
        after=("messages",),
        stream="replied_on",
    ),
)
