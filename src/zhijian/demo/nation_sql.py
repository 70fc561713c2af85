"""The SQL that makes the large sizes, relation by relation, from row numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhijian.core.workdays import day_number
from zhijian.demo.scenario import AS_OF_D

# Faults of an account, by its number modulo the cycle.
TAIL_14, TAIL_15, TAIL_90, TAIL_91, HOLE_14, HOLE_15 = 1, 2, 3, 4, 5, 6
CERTIFIED, INDIVIDUAL, UNFILED, CLOSED_DOORS, NO_INTERACTION, NO_SUPERVISOR = 7, 8, 9, 10, 11, 12
BROKEN_APP, SOUND_APP = 13, 18
UNANSWERED_MORE, UNANSWERED_AT, ANSWERED_LATE = 20, 21, 22
FILED_LAST_DAY, FILED_LATE = 23, 24
# Faults of a unit and of a site.
BAD_CODE, NO_EDITOR, OUTSIDE_ADMIN = 1, 2, 3
FOREIGN_NAME, ABROAD, OLD_NEWS, NEWS_AT_LIMIT = 1, 2, 3, 4

THREE_MONTHS_D = day_number(date(2026, 8, 20))
"""Three months from here end on the day of judging."""
OPENED_D, FIFTH_WORKDAY_D = day_number(date(2026, 10, 12)), day_number(date(2026, 10, 19))
"""A Monday without a holiday in the week that follows, and the fifth workday after it."""
_PROVINCES = (
    "'11,12,13,14,15,21,22,23,31,32,33,34,35,36,37,41,42,43,44,45,46,50,51,52,53,54,61,62,63,64,65'"
)
_SIGNS = "'0123456789ABCDEFGHJKLMNPQRTUWXY'"
_WEIGHTS = "[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]"
_COLUMN_STEP = {"news": 3, "policy": 60, "notice": 60, "other": 30}


@dataclass(frozen=True)
class Numbers:
    """How many of everything, and by how much the seed shifts the faults."""

    accounts: int
    units: int
    sites: int
    columns_each: int
    publications_each: int
    messages_each: int
    shift: int
    cycle: int
    unit_cycle: int
    site_cycle: int


def account_name(n: int) -> str:
    """Return the id of account ``n``."""
    return f"z{n:07d}"


def unit_name(o: int) -> str:
    """Return the name of unit ``o``."""
    return f"第{o:06d}单位"


def message_name(n: int) -> str:
    """Return the number of the message that account ``n``'s fault is about."""
    return f"m{n:010d}"


def event_name(n: int) -> str:
    """Return the number of account ``n``'s opening."""
    return f"e{n:07d}"


def site_name(s: int) -> str:
    """Return the id of site ``s``."""
    return f"w{s:06d}"


def column_name(c: int) -> str:
    """Return the id of column ``c``."""
    return f"c{c:07d}"


def small(numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Yield (relation, SELECT) of the relations that fit into one file."""
    yield "organizations", _organizations(numbers)
    yield "accounts", _accounts(numbers)
    yield "positions", _positions(numbers)
    yield (
        "life_events",
        (
            f"SELECT {_name('e', 7, 'n')} AS event, {_name('z', 7, 'n')} AS account, 'OPEN' AS kind, "
            f"'新开设' AS reason, {OPENED_D} AS event_d FROM range({numbers.accounts}) t(n) "
            f"WHERE n % 10 = 0 OR {_fault(numbers)} IN ({FILED_LAST_DAY}, {FILED_LATE})"
        ),
    )
    yield (
        "filings",
        (
            f"SELECT {_name('e', 7, 'n')} AS event, {_name('z', 7, 'n')} AS account, "
            f"'主管单位' AS recipient, {OPENED_D} + CASE {_fault(numbers)} "
            f"WHEN {FILED_LAST_DAY} THEN {FIFTH_WORKDAY_D - OPENED_D} "
            f"WHEN {FILED_LATE} THEN {FIFTH_WORKDAY_D + 1 - OPENED_D} ELSE 2 END AS filed_d, "
            f"'HZ' || n AS receipt FROM range({numbers.accounts}) t(n) "
            f"WHERE n % 10 = 0 OR {_fault(numbers)} IN ({FILED_LAST_DAY}, {FILED_LATE})"
        ),
    )
    yield "sites", _sites(numbers)
    yield "site_columns", _site_columns(numbers)
    yield "column_items", _column_items(numbers)


def large(numbers: Numbers) -> Iterator[tuple[str, int, str]]:
    """Yield (relation, rows, SELECT over rows {first} to {last}) of the others, by time."""
    a, each = numbers.accounts, numbers.publications_each
    yield (
        "publications",
        a * each,
        f"""SELECT {_name("p", 9, "i")} AS publication, {_name("z", 7, "n")} AS account,
            CAST(n + 1 AS INTEGER) AS account_n,
            CAST({AS_OF_D} - off AS INTEGER) AS published_d,
            ({AS_OF_D} - off) * 86400 + 32400 + (i * 7919) % 28800 AS published_s,
            CASE WHEN n % 5 = 2 THEN 'video' ELSE 'text' END AS form, 'original' AS origin,
            CAST(0 AS INTEGER) AS needs_map_number
        FROM (SELECT i, n, CASE
                WHEN f = {TAIL_14} THEN 14 + j * 351 // {each}
                WHEN f = {TAIL_15} THEN 15 + j * 350 // {each}
                WHEN f = {TAIL_90} THEN 90 + j * 275 // {each}
                WHEN f = {TAIL_91} THEN 91 + j * 274 // {each}
                WHEN f IN ({HOLE_14}, {HOLE_15}) AND j < 60 THEN j * 30 // 60
                WHEN f IN ({HOLE_14}, {HOLE_15})
                    THEN 29 + CASE f WHEN {HOLE_14} THEN 14 ELSE 15 END
                        + (j - 60) * 300 // ({each} - 60)
                ELSE j * 365 // {each} END AS off
            FROM (SELECT i, i % {a} AS n, {each} - 1 - i // {a} AS j,
                    (i % {a} + {numbers.shift}) % {numbers.cycle} AS f
                FROM range({{first}}, {{last}}) t(i)) r) o""",
    )
    rows = a * numbers.messages_each
    asked = _messages(numbers)
    yield (
        "messages",
        rows,
        f"""SELECT message, {_name("z", 7, "n")} AS account, CAST(n + 1 AS INTEGER) AS account_n,
            CASE WHEN replied_d IS NULL THEN {_name("w", 6, f"n % {numbers.sites}")} ELSE '' END
                AS site,
            {_unit("n * 2 // 5")} AS organization, kind, CAST(received_d AS INTEGER) AS received_d,
            CAST(1 AS INTEGER) AS is_valid, CAST(replied_d AS INTEGER) AS replied_d FROM ({asked}) m""",
    )
    yield (
        "replies",
        rows,
        f"SELECT message, CAST(replied_d AS INTEGER) AS replied_d, "
        f"{_unit('n * 2 // 5')} AS organization, CAST(1 AS INTEGER) AS is_answer "
        f"FROM ({asked}) m WHERE replied_d IS NOT NULL",
    )


def _messages(numbers: Numbers) -> str:
    a, each = numbers.accounts, numbers.messages_each
    return f"""SELECT {_name("m", 10, "i")} AS message, n, kind, received_d, CASE
            WHEN i < {a} AND f IN ({UNANSWERED_MORE}, {UNANSWERED_AT}) THEN NULL
            WHEN i < {a} AND f = {ANSWERED_LATE} THEN received_d + 30
            ELSE received_d + 3 END AS replied_d
        FROM (SELECT i, i % {a} AS n, (i % {a} + {numbers.shift}) % {numbers.cycle} AS f,
                CASE (i // {a}) % 5 WHEN 3 THEN 'COMPLAINT' WHEN 4 THEN 'SUGGEST'
                    ELSE 'CONSULT' END AS kind,
                CASE WHEN i < {a} AND (i + {numbers.shift}) % {numbers.cycle} = {UNANSWERED_MORE}
                        THEN {THREE_MONTHS_D - 1}
                    WHEN i < {a} AND (i + {numbers.shift}) % {numbers.cycle} = {UNANSWERED_AT}
                        THEN {THREE_MONTHS_D}
                    WHEN i < {a} AND (i + {numbers.shift}) % {numbers.cycle} = {ANSWERED_LATE}
                        THEN {AS_OF_D - 40}
                    ELSE {AS_OF_D - 360} + (i // {a}) * 340 // {each} + i % 7 END AS received_d
            FROM range({{first}}, {{last}}) t(i)) q"""


def _organizations(numbers: Numbers) -> str:
    return f"""SELECT {_unit("o")} AS organization, 'organ' AS kind, 'department' AS level,
            '' AS parent, division, 'local' AS managed_by,
            body || CASE WHEN f = {BAD_CODE} THEN substr({_SIGNS}, (sign + 1) % 31 + 1, 1)
                ELSE substr({_SIGNS}, sign + 1, 1) END AS credit_code,
            CAST(CASE WHEN f = {BAD_CODE} THEN 0 ELSE 1 END AS INTEGER) AS credit_code_ok,
            '办公室' AS supervising_office, CAST({AS_OF_D - 4000} AS INTEGER) AS established_d
        FROM (SELECT o, division, body, (o + {numbers.shift}) % {numbers.unit_cycle} AS f,
                CAST((31 - list_sum(list_transform(range(17), lambda x:
                    CAST(substr(body, CAST(x + 1 AS INTEGER), 1) AS INTEGER)
                    * {_WEIGHTS}[x + 1])) % 31) % 31 AS INTEGER) AS sign
            FROM (SELECT o, division, '11' || division || lpad(CAST(o AS VARCHAR), 9, '0') AS body
                FROM (SELECT o, split_part({_PROVINCES}, ',', CAST(o % 31 + 1 AS INTEGER))
                        || CAST(80 + (o // 31) % 10 AS VARCHAR)
                        || CAST(81 + (o // 310) % 19 AS VARCHAR) AS division
                    FROM range({numbers.units}) t(o)) d) b) c"""


def _accounts(numbers: Numbers) -> str:
    return f"""SELECT {_name("z", 7, "n")} AS account, CAST(n + 1 AS INTEGER) AS account_n,
            unit || '发布' AS name, unit || '发布' AS name_norm,
            CASE WHEN f IN ({BROKEN_APP}, {SOUND_APP}) THEN 'app'
                WHEN n % 5 IN (0, 3) THEN 'wechat' WHEN n % 5 IN (1, 4) THEN 'weibo'
                ELSE 'douyin' END AS platform,
            CASE WHEN n % 5 IN (0, 3) THEN 'subscription' ELSE 'other' END AS account_type,
            unit AS organization, CASE f WHEN {NO_SUPERVISOR} THEN '' ELSE '主管单位' END AS supervisor,
            'self' AS operation_mode, CASE WHEN n % 5 = 2 THEN 'video' ELSE 'text' END AS media_form,
            'operating' AS state,
            CASE f WHEN {INDIVIDUAL} THEN 'individual' ELSE 'unit' END AS registered_subject_kind,
            unit AS registered_subject, 'unit' AS certified_subject_kind,
            CASE f WHEN {CERTIFIED} THEN '某某中心' ELSE unit END AS certified_subject,
            CAST(CASE f WHEN {CERTIFIED} THEN 0 ELSE 1 END AS INTEGER) AS certified_is_sponsor,
            {_one("is_certified")}, unit || '官方账号' AS certification_text,
            {_one("certification_names_sponsor")},
            CAST(CASE f WHEN {UNFILED} THEN 0 ELSE 1 END AS INTEGER) AS is_filed,
            {_one("is_approved")}, CAST(opened_d - 20 AS INTEGER) AS approved_d,
            CAST(opened_d - 10 AS INTEGER) AS registered_d, CAST(opened_d AS INTEGER) AS opened_d,
            CAST(300 + (n * 7919) % 90000 AS INTEGER) AS followers,
            CAST(CASE f WHEN {CLOSED_DOORS} THEN 0 ELSE 1 END AS INTEGER) AS comments_open,
            {_one("messages_open")}, {_one("private_messages_open")}, {_one("has_comment_module")},
            {_one("has_survey_module")}, {_one("has_consult_module")},
            CAST(CASE f WHEN {NO_INTERACTION} THEN 0 ELSE 1 END AS INTEGER) AS interaction_works,
            CAST(CASE f WHEN {BROKEN_APP} THEN 0 ELSE 1 END AS INTEGER) AS is_usable,
            CAST(0 AS INTEGER) AS provides_news, '办公室' AS section,
            CAST(0 AS INTEGER) AS is_industry_guided, {_one("publications_complete")}
        FROM (SELECT n, {_fault(numbers)} AS f, {_unit("n * 2 // 5")} AS unit,
                {AS_OF_D - 400} - (n * 31) % 1500 AS opened_d
            FROM range({numbers.accounts}) t(n)) r"""


def _positions(numbers: Numbers) -> str:
    posts = "['PRINCIPAL', 'DEPUTY', 'EDITOR', 'MONITOR', 'ADMIN', 'REVIEWER', 'MAINTAINER']"
    return f"""SELECT {_unit("o")} AS organization, post,
            '某' || lpad(CAST(o * 7 + p AS VARCHAR), 7, '0') AS person,
            CAST(0 AS INTEGER) AS is_backup,
            CAST(CASE WHEN post = 'ADMIN' AND f = {OUTSIDE_ADMIN} THEN 1 ELSE 0 END AS INTEGER)
                AS is_outsourced,
            CAST(CASE WHEN post = 'MAINTAINER' THEN 1 ELSE 0 END AS INTEGER) AS is_full_time,
            CAST({AS_OF_D - 700} AS INTEGER) AS from_d, CAST(NULL AS INTEGER) AS until_d
        FROM (SELECT o, p, {posts}[p + 1] AS post, (o + {numbers.shift}) % {numbers.unit_cycle} AS f
            FROM (SELECT i // 7 AS o, i % 7 AS p FROM range({numbers.units * 7}) t(i)) g) r
        WHERE NOT (post = 'EDITOR' AND f = {NO_EDITOR})"""


def _sites(numbers: Numbers) -> str:
    fault = f"(s + {numbers.shift}) % {numbers.site_cycle}"
    return f"""SELECT {_name("w", 6, "s")} AS site, '第' || s || '网' AS name,
            {_unit("s")} AS organization,
            CASE f WHEN {FOREIGN_NAME} THEN 'www.x' || s || '.example.cn'
                ELSE 'www.x' || s || '.gov.cn' END AS domain,
            CAST(CASE f WHEN {FOREIGN_NAME} THEN 0 ELSE 1 END AS INTEGER) AS domain_is_gov,
            CASE f WHEN {FOREIGN_NAME} THEN 'www.*.example.cn' ELSE 'www.*.gov.cn' END
                AS domain_shape,
            CAST(4200000000 + s AS VARCHAR) AS site_code, {_one("site_code_ok")},
            '青ICP备' || CAST(20260000 + s AS VARCHAR) || '号' AS icp_number, {_one("icp_ok")},
            '青公网安备' || CAST(42000000000000 + s AS VARCHAR) || '号' AS police_number,
            {_one("police_ok")}, {_one("is_portal")}, {_one("has_consult_channel")},
            CAST(CASE f WHEN {ABROAD} THEN 1 ELSE 0 END AS INTEGER) AS is_hosted_abroad,
            'operating' AS state, CAST({AS_OF_D - 3000} AS INTEGER) AS opened_d
        FROM (SELECT s, {fault} AS f FROM range({numbers.sites}) t(s)) r"""


def _site_columns(numbers: Numbers) -> str:
    return f"""SELECT {_name("c", 7, "c")} AS site_column, {_name("w", 6, "s")} AS site,
            '栏目' || c AS name, class AS column_class, 'operating' AS state,
            CAST({AS_OF_D - 2000} AS INTEGER) AS opened_d, {_one("items_complete")}
        FROM ({_classed(numbers)}) r"""


def _column_items(numbers: Numbers) -> str:
    step = " ".join(f"WHEN '{name}' THEN {days}" for name, days in _COLUMN_STEP.items())
    return f"""SELECT 'i' || CAST(c * 12 + k AS VARCHAR) AS item, {_name("c", 7, "c")} AS site_column,
            '信息' AS title, CAST({AS_OF_D} - CASE
                WHEN class = 'news' AND c = first AND f = {OLD_NEWS} THEN 15
                WHEN class = 'news' AND c = first AND f = {NEWS_AT_LIMIT} THEN 14
                ELSE 1 END - k * (CASE class {step} END) AS INTEGER) AS published_d
        FROM ({_classed(numbers)}) r CROSS JOIN range(12) u(k) ORDER BY c, k"""


def _classed(numbers: Numbers) -> str:
    names = list(_COLUMN_STEP)
    each = numbers.columns_each
    return (
        f"SELECT c, c // {each} AS s, c // {each} * {each} AS first, "
        f"{names}[c % {each} % {len(names)} + 1] AS class, "
        f"(c // {each} + {numbers.shift}) % {numbers.site_cycle} AS f "
        f"FROM range({numbers.sites * each}) t(c)"
    )


def _fault(numbers: Numbers) -> str:
    return f"(n + {numbers.shift}) % {numbers.cycle}"


def _unit(number: str) -> str:
    return f"'第' || lpad(CAST({number} AS VARCHAR), 6, '0') || '单位'"


def _name(prefix: str, width: int, number: str) -> str:
    return f"'{prefix}' || lpad(CAST({number} AS VARCHAR), {width}, '0')"


def _one(column: str) -> str:
    return f"CAST(1 AS INTEGER) AS {column}"
