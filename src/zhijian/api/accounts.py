"""Accounts and sites, as far as the token's owner sees them."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from zhijian.api.account_shapes import AccountDetailOut, AccountOut, SiteDetailOut, SiteOut
from zhijian.api.bearer import Bearer, owner
from zhijian.api.paging import Asked, Page, paged
from zhijian.api.people import UnitId, unit_ref
from zhijian.api.shapes import Code, Id, Word
from zhijian.ledger.menus import levels_of
from zhijian.ledger.models import Account, Site
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import said
from zhijian.people.encryption import masked
from zhijian.people.models import Organization

accounts = Router(tags=["账号"], auth=Bearer("ledger:read"))
sites = Router(tags=["网站"], auth=Bearer("ledger:read"))

MOST_BELOW = 500
"""Rows that hang on one account or site and come with it."""
Platform = Annotated[
    str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$", description="发布平台的代码")
]
HandleQuery = Annotated[
    str,
    Query(max_length=120, pattern=r"^[^\x00-\x1f]*$", description="账号ID，写全"),
]
SHORT = (
    "handle",
    "name",
    "platform",
    "account_type",
    "state",
    "is_filed",
    "is_certified",
    "opened_on",
    "stopped_on",
    "followers",
    "followers_on",
    "link",
)
MORE = (
    "supervisor",
    "operator",
    "operation_mode",
    "media_form",
    "section",
    "registered_subject",
    "registered_subject_kind",
    "certified_subject",
    "certified_subject_kind",
    "certification_text",
    "is_approved",
    "approved_on",
    "registered_on",
    "introduction",
    "tasks",
    "provides_news",
    "has_license",
    "license_number",
    "license_until_on",
    "is_industry_guided",
    "budget_per_year",
    "qr_text",
    "remark",
)
SITE_SHORT = (
    "code",
    "name",
    "domain",
    "state",
    "is_portal",
    "site_code",
    "opened_on",
    "closed_on",
)
SITE_MORE = (
    "chinese_domain",
    "icp_number",
    "police_number",
    "is_hosted_abroad",
    "has_consult_channel",
    "migrated_on",
    "national_updated_on",
)


@accounts.get("", response=Page[AccountOut], summary="账号列表", operation_id="list_accounts")
def list_accounts(
    request: HttpRequest,
    page: Asked,
    organization: UnitId = None,
    platform: Platform = "",
    state: Code = "",
    handle: HandleQuery = "",
    q: Word = "",
) -> dict[str, Any]:
    """Accounts in the owner's scope, planned ones among them."""
    rows = Account.objects.visible_to(owner(request)).select_related("organization")
    rows = rows.defer("introduction", "operator_phone", "certification_text")
    asked = {"organization": organization, "platform": platform, "state": state, "handle": handle}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return paged(rows.filter(name__contains=q) if q else rows, page, _account)


@accounts.get("/{pk}", response=AccountDetailOut, summary="一个账号", operation_id="get_account")
def get_account(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """One account with its menu and what was seen of it; numbers are masked."""
    rows = Account.objects.visible_to(owner(request)).select_related("organization")
    account: Account = get_object_or_404(rows, pk=pk)
    return {
        **_account(account),
        **{name: getattr(account, name) for name in MORE},
        "operator_phone": masked(account.operator_phone),
        "menus": [_menu_item(one) for one in _below(account.menu_items, "order", "pk")],
        "certifications": list(_below(account.certifications, "-seen_on")),
        "follower_counts": list(_below(account.follower_counts, "-seen_on")),
        "stores": list(_below(account.store_listings, "store")),
    }


@sites.get("", response=Page[SiteOut], summary="网站列表", operation_id="list_sites")
def list_sites(
    request: HttpRequest,
    page: Asked,
    organization: UnitId = None,
    state: Code = "",
    q: Word = "",
) -> dict[str, Any]:
    """Sites in the owner's scope."""
    rows = Site.objects.visible_to(owner(request)).select_related("organization")
    asked = {"organization": organization, "state": state}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return paged(rows.filter(name__contains=q) if q else rows, page, _site)


@sites.get("/{pk}", response=SiteDetailOut, summary="一个网站", operation_id="get_site")
def get_site(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """One site with its columns and the times it was offline."""
    rows = Site.objects.visible_to(owner(request)).select_related("organization")
    site: Site = get_object_or_404(rows, pk=pk)
    columns = site.columns.select_related("organization")
    return {
        **_site(site),
        **{name: getattr(site, name) for name in SITE_MORE},
        "columns": [_column(one) for one in columns.order_by("pk")[:MOST_BELOW]],
        "offline": list(_below(site.offline, "-from_on", "pk")),
    }


def _account(account: Account) -> dict[str, Any]:
    unit = account.organization
    guided = account.is_industry_guided or unit.kind == Organization.Kind.ENTERPRISE
    return {
        "id": account.pk,
        **{name: getattr(account, name) for name in SHORT},
        "platform_name": title_of(account.platform),
        "organization": unit_ref(unit),
        "state_name": account.get_state_display(),
        "is_counted": account.state in ("operating", "suspended") and not guided,
    }


def _menu_item(item: Any) -> dict[str, Any]:
    plain = ("name", "link", "link_works", "link_seen_on", "remark")
    return {"levels": list(levels_of(item)), **{name: getattr(item, name) for name in plain}}


def _site(site: Site) -> dict[str, Any]:
    return {
        "id": site.pk,
        **{name: getattr(site, name) for name in SITE_SHORT},
        "organization": unit_ref(site.organization),
        "state_name": str(said("sites", "state", site.state)),
    }


def _column(column: Any) -> dict[str, Any]:
    plain = ("code", "name", "column_class", "state")
    return {
        **{name: getattr(column, name) for name in plain},
        "organization": unit_ref(column.organization),
    }


def _below(rows: Any, *order: str) -> Any:
    return rows.order_by(*order)[:MOST_BELOW]
