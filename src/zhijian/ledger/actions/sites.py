"""Government sites: entering one, and mending its particulars."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import models, transaction

from zhijian import journal
from zhijian.core.facts.codes import domain_is_government
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.models import Site
from zhijian.people import edits
from zhijian.people.models import Organization, User

SITE_FIELDS = (
    "code",
    "name",
    "domain",
    "chinese_domain",
    "site_code",
    "icp_number",
    "police_number",
    "is_portal",
    "is_hosted_abroad",
    "has_consult_channel",
    "state",
    "opened_on",
    "closed_on",
    "migrated_on",
    "national_updated_on",
)
"""What ``enter_site`` and ``change_site`` take."""
_STATES = ("operating", "offline", "closed")


@transaction.atomic
def enter_site(organization: Organization, *, by: User, **fields: Any) -> Site:
    """A site of a unit; without a number of its own it goes by its domain.

    Raises:
        Refused: no leave, another site has its domain or number, or a field is not sound.
    """
    policy.require_keeper(by, organization, to="登记网站")
    wanted = _cleaned({"state": "operating", **fields})
    site = Site(organization=organization, **wanted)
    site.code = site.code or site.domain or site.site_code
    if not site.code:
        raise Refused("网站编号、英文域名、网站标识码至少填一项，用来辨认这个网站。")
    _require_sound(site)
    edits.check_row(site)
    site.save(force_insert=True)
    journal.record("site.entered", site, by=by, code=site.code, state=site.state)
    return site


@transaction.atomic
def change_site(site: Site, *, by: User, seen: str = "", **fields: Any) -> Site:
    """The particulars of a site; ``seen`` is the fingerprint of what the writer looked at.

    Raises:
        Refused: no leave, or a field is not sound; ``edits.Outdated`` if it changed meanwhile.
    """
    rows = Site.objects.select_for_update(of=("self",)).select_related("organization")
    held = rows.get(pk=site.pk)
    policy.require_keeper(by, held.organization, to="修改网站信息")
    wanted = _cleaned(fields)
    edits.refuse_outdated(held, SITE_FIELDS, seen, wanted)
    changed = edits.changed_names(held, wanted)
    if not changed:
        return held
    before = {name: _recorded(held, name) for name in changed}
    for name in changed:
        setattr(held, name, wanted[name])
    _require_sound(held)
    edits.check_row(held)
    held.save(update_fields=changed)
    after = {name: _recorded(held, name) for name in changed}
    journal.record("site.changed", held, by=by, before=before, after=after)
    return held


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := fields.keys() - set(SITE_FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    found = {}
    for name, value in fields.items():
        declared = Site._meta.get_field(name)
        if isinstance(declared, models.CharField):
            label = str(declared.verbose_name)
            value = edits.plain(str(value or ""), label=label, most=declared.max_length or 120)
            if name == "domain":
                value = _domain(value)
        found[name] = value
    return found


def _domain(text: str) -> str:
    """A domain as it is registered: without scheme, path and port, in lower case."""
    bare = text.strip().lower()
    if not bare:
        return ""
    try:
        host = urlsplit(bare if "://" in bare else f"//{bare}").hostname or ""
    except ValueError:
        host = ""
    # Any well-formed name is taken; whether it is a government's is judged, not refused.
    if not domain_is_government(f"{host.rstrip('.')}.gov.cn"):
        raise Refused(f"英文域名“{text[:60]}”不是域名，应像 www.qinghe.gov.cn 那样填写。")
    return host.rstrip(".")


def _require_sound(site: Site) -> None:
    if site.state not in _STATES:
        raise Refused("运行状态应是正常、临时下线或永久下线，请选择。")
    if site.state == "closed" and site.closed_on is None:
        raise Refused("永久下线的网站，请填写下线日期。")
    if site.closed_on and site.opened_on and site.closed_on < site.opened_on:
        raise Refused("下线日期早于开通日期，请核对。")


def _recorded(site: Site, name: str) -> Any:
    value = getattr(site, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
