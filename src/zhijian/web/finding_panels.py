"""What the pages of accounts, sites and units show of their findings."""

from typing import Any

from zhijian.inspection.models import Finding
from zhijian.ledger.models import Account, Site
from zhijian.people.models import Organization, User
from zhijian.web.finding_page import TONES
from zhijian.web.menu import address
from zhijian.web.panels import Panel

SHOWN = 8
_STANDING = (*Finding.STANDING, Finding.State.EXCEPTED)


def account_findings(user: User, account: Account) -> Panel | None:
    """What stands against an account; None where nothing ever did."""
    return _panel(Finding.objects.visible_to(user).filter(account=account), account.name)


def site_findings(user: User, site: Site) -> Panel | None:
    """What stands against a site."""
    return _panel(Finding.objects.visible_to(user).filter(site=site), site.name)


def unit_findings(user: User, unit: Organization) -> Panel | None:
    """What stands against a unit and all it keeps."""
    rows = Finding.objects.visible_to(user).filter(organization=unit)
    return _panel(rows, "", f"?unit={unit.pk}")


def _panel(rows: Any, words: str, query: str = "") -> Panel | None:
    standing = list(rows.filter(state__in=_STANDING).order_by("-pk")[: SHOWN + 1])
    if not standing:
        return None
    lines = [
        {
            "title": one.title if words else f"{one.title}：{one.subject_name or one.subject}",
            "says": one.says,
            "state": one.get_state_display(),
            "tone": TONES[Finding.State(one.state)],
            "url": address("finding", one.pk),
        }
        for one in standing[:SHOWN]
    ]
    count = f"{SHOWN} 个以上" if len(standing) > SHOWN else f"{len(standing)} 个"
    url = address("findings") + (query or f"?q={words}")
    return Panel("问题", "findings/panel.html", {"rows": lines}, f"未销号 {count}", "全部", url)
