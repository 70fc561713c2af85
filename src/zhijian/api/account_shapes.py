"""What goes out about accounts and sites."""

from datetime import date

from ninja import Schema

from zhijian.api.shapes import UnitRef


class AccountOut(Schema):
    """An account, as a list shows it."""

    id: int
    handle: str
    name: str
    platform: str
    platform_name: str
    account_type: str
    organization: UnitRef
    state: str
    state_name: str
    is_filed: bool | None
    is_certified: bool | None
    is_counted: bool
    opened_on: date | None
    stopped_on: date | None
    followers: int | None
    followers_on: date | None
    link: str


class MenuItemOut(Schema):
    """An item of a menu."""

    levels: list[str]
    name: str
    link: str
    link_works: bool | None
    link_seen_on: date | None
    remark: str


class SeenCertificationOut(Schema):
    """What was seen of a certification."""

    seen_on: date
    subject: str
    statement: str
    expires_on: date | None


class FollowerCountOut(Schema):
    """How many followers on which day."""

    seen_on: date
    followers: int


class StoreListingOut(Schema):
    """A store that offers an app."""

    store: str
    link: str
    listed_on: date | None
    removed_on: date | None


class AccountDetailOut(AccountOut):
    """An account with its particulars. Numbers are masked."""

    supervisor: str
    operator: str
    operator_phone: str
    operation_mode: str
    media_form: str
    section: str
    registered_subject: str
    registered_subject_kind: str
    certified_subject: str
    certified_subject_kind: str
    certification_text: str
    is_approved: bool | None
    approved_on: date | None
    registered_on: date | None
    introduction: str
    tasks: str
    provides_news: bool | None
    has_license: bool | None
    license_number: str
    license_until_on: date | None
    is_industry_guided: bool | None
    budget_per_year: int | None
    qr_text: str
    remark: str
    menus: list[MenuItemOut]
    certifications: list[SeenCertificationOut]
    follower_counts: list[FollowerCountOut]
    stores: list[StoreListingOut]


class SiteOut(Schema):
    """A site, as a list shows it."""

    id: int
    code: str
    name: str
    domain: str
    organization: UnitRef
    state: str
    state_name: str
    is_portal: bool | None
    site_code: str
    opened_on: date | None
    closed_on: date | None


class SiteColumnOut(Schema):
    """A column of a site."""

    code: str
    name: str
    column_class: str
    organization: UnitRef | None
    state: str


class OfflinePeriodOut(Schema):
    """A time during which a site was offline."""

    number: str
    kind: str
    reason: str
    from_on: date
    until_on: date | None
    approved_on: date | None


class SiteDetailOut(SiteOut):
    """A site with its particulars."""

    chinese_domain: str
    icp_number: str
    police_number: str
    is_hosted_abroad: bool | None
    has_consult_channel: bool | None
    migrated_on: date | None
    national_updated_on: date | None
    columns: list[SiteColumnOut]
    offline: list[OfflinePeriodOut]
