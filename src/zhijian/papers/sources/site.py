"""The site."""

from typing import Any

from zhijian.ledger.models import OfflinePeriod, Site
from zhijian.papers.answers import Rows, Value
from zhijian.papers.matter import Matter
from zhijian.papers.platforms import Platforms
from zhijian.papers.sources.unit import accounts_in_use

TEMPORARY = "temporary"


def site(matter: Matter) -> Site | None:
    """The site of the paper; of a unit the only one it has."""
    if matter.site is not None:
        return matter.site
    rows = list(Site.objects.of_unit(matter.unit)[:2])
    return rows[0] if len(rows) == 1 else None


def _of(name: str) -> Value:
    def found(matter: Matter) -> Any:
        own = site(matter)
        return getattr(own, name) if own else None

    return found


def _title(matter: Matter) -> str:
    own = site(matter)
    if own is None:
        return ""
    return f"{own.name}（{own.domain}）" if own.domain else own.name


def _kind(matter: Matter) -> Any:
    own = site(matter)
    return "政府门户网站" if own is not None and own.is_portal else None


def _offline_count(matter: Matter) -> int | None:
    own = site(matter)
    if own is None:
        return None
    rows = OfflinePeriod.objects.filter(
        site=own, kind=TEMPORARY, from_on__year=matter.on.year, from_on__lte=matter.on
    )
    return rows.count()


def _media(matter: Matter) -> list[dict[str, Any]]:
    platforms = Platforms()
    return [
        {
            "media.platform": platforms.title(one),
            "media.name": one.name,
            "media.published": None,
            "media.followers": one.followers,
        }
        for one in accounts_in_use(matter)
    ]


VALUES: dict[str, Value] = {
    "site.title": _title,
    "site.name": _of("name"),
    "site.url": _of("domain"),
    "site.kind": _kind,
    "site.code": _of("site_code"),
    "site.icp": _of("icp_number"),
    "site.police": _of("police_number"),
    "site.offline_count": _offline_count,
}
TABLES: dict[str, Rows] = {"site.mobile_media": _media}
